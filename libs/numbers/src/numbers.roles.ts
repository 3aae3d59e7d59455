import type { UseCaseDefinition } from '#patchbay/database';
import { TENANT_ROLES } from '#patchbay/kernel';

/** Which roles may run the use cases of numbers. */
export const NUMBER_USE_CASES = {
  findNumber: { name: 'numbers.find_number', roles: TENANT_ROLES },
} as const satisfies Record<string, UseCaseDefinition>;
