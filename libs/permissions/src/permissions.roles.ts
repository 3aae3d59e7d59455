import type { UseCaseDefinition } from '#patchbay/database';
import { TENANT_ROLES } from '#patchbay/kernel';

/** Which roles may run the use cases of permissions. */
export const PERMISSION_USE_CASES = {
  showPermission: { name: 'permissions.show_permission', roles: TENANT_ROLES },
  listPermissions: { name: 'permissions.list_permissions', roles: TENANT_ROLES },
} as const satisfies Record<string, UseCaseDefinition>;
