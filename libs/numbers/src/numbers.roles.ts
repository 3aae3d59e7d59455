import type { UseCaseDefinition } from '#patchbay/database';
import { STAFF_ROLES, TENANT_ROLES } from '#patchbay/kernel';

/** Which roles may run the use cases of numbers. */
export const NUMBER_USE_CASES = {
  findNumber: { name: 'numbers.find_number', roles: TENANT_ROLES },
  listLimitPolicies: { name: 'numbers.list_limit_policies', roles: STAFF_ROLES },
  setLimitPolicy: { name: 'numbers.set_limit_policy', roles: ['BSP_ADMIN'] },
} as const satisfies Record<string, UseCaseDefinition>;
