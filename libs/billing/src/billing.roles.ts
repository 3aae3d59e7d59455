import type { UseCaseDefinition } from '#patchbay/database';

/** Who may run which use case of billing. */
export const BILLING_USE_CASES = {
  listUsageRecords: {
    name: 'billing.list_usage_records',
    roles: ['TENANT_ADMIN', 'TENANT_FINANCE', 'TENANT_APP'],
  },
  importRateCardLine: {
    name: 'billing.import_rate_card_line',
    roles: ['BSP_ADMIN', 'BSP_FINANCE'],
  },
  setTenantPrice: { name: 'billing.set_tenant_price', roles: ['BSP_ADMIN', 'BSP_FINANCE'] },
} as const satisfies Record<string, UseCaseDefinition>;
