import type { UseCaseDefinition } from '#patchbay/database';

/** Which roles may run the use cases of identity. */
export const IDENTITY_USE_CASES = {
  createApiClient: { name: 'identity.create_api_client', roles: ['TENANT_ADMIN'] },
  createStaffClient: { name: 'identity.create_staff_client', roles: ['BSP_ADMIN'] },
  exchangeToken: {
    name: 'identity.exchange_token',
    roles: ['BSP_ADMIN', 'BSP_OPERATOR', 'BSP_FINANCE'],
  },
} as const satisfies Record<string, UseCaseDefinition>;
