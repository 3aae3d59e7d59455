import type { UseCaseDefinition } from '#patchbay/database';
import { STAFF_ROLES, TENANT_ROLES } from '#patchbay/kernel';

/** Who may stop calls and bound them. */
export const ADMISSION_USE_CASES = {
  setKillSwitch: { name: 'admission.set_kill_switch', roles: ['TENANT_ADMIN'] },
  setPlatformKillSwitch: {
    name: 'admission.set_platform_kill_switch',
    roles: ['BSP_ADMIN', 'BSP_OPERATOR'],
  },
  setQuietHours: { name: 'admission.set_quiet_hours', roles: ['TENANT_ADMIN'] },
  readQuietHours: { name: 'admission.read_quiet_hours', roles: TENANT_ROLES },
  readCallBounds: { name: 'admission.read_call_bounds', roles: TENANT_ROLES },
  readBoundsOfTenants: { name: 'admission.read_bounds_of_tenants', roles: STAFF_ROLES },
  readPlatformKillSwitch: { name: 'admission.read_platform_kill_switch', roles: STAFF_ROLES },
  setTenantQuota: { name: 'admission.set_tenant_quota', roles: ['BSP_ADMIN'] },
} as const satisfies Record<string, UseCaseDefinition>;
