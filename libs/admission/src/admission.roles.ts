import type { UseCaseDefinition } from '#patchbay/database';
import { TENANT_ROLES } from '#patchbay/kernel';

/** Who may stop calls and bound them. */
export const ADMISSION_USE_CASES = {
  setKillSwitch: { name: 'admission.set_kill_switch', roles: ['TENANT_ADMIN'] },
  setPlatformKillSwitch: {
    name: 'admission.set_platform_kill_switch',
    roles: ['BSP_ADMIN', 'BSP_OPERATOR'],
  },
  setQuietHours: { name: 'admission.set_quiet_hours', roles: ['TENANT_ADMIN'] },
  readQuietHours: { name: 'admission.read_quiet_hours', roles: TENANT_ROLES },
  setTenantQuota: { name: 'admission.set_tenant_quota', roles: ['BSP_ADMIN'] },
} as const satisfies Record<string, UseCaseDefinition>;
