import type { UseCaseDefinition } from '#patchbay/database';

/** Who may run which use case of the fan-out. */
export const FANOUT_USE_CASES = {
  createEndpoint: {
    name: 'createEndpoint',
    roles: ['TENANT_ADMIN', 'TENANT_APP', 'BSP_ADMIN', 'BSP_OPERATOR'],
  },
  listEndpoints: {
    name: 'endpoints',
    roles: ['TENANT_ADMIN', 'TENANT_APP', 'BSP_ADMIN', 'BSP_OPERATOR', 'BSP_VIEWER'],
  },
} as const satisfies Record<string, UseCaseDefinition>;
