import type { UseCaseDefinition } from '#patchbay/database';

/** Who may run which use case of the fan-out. */
export const FANOUT_USE_CASES = {
  createEndpoint: { name: 'fanout.create_endpoint', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  updateEndpoint: { name: 'fanout.update_endpoint', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  deleteEndpoint: { name: 'fanout.delete_endpoint', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  rotateEndpointSecret: {
    name: 'fanout.rotate_endpoint_secret',
    roles: ['TENANT_ADMIN', 'TENANT_APP'],
  },
  enableEndpoint: { name: 'fanout.enable_endpoint', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  testEndpoint: { name: 'fanout.test_endpoint', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  listEventTypes: { name: 'fanout.list_event_types', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  listEndpoints: { name: 'fanout.list_endpoints', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  listMessages: { name: 'fanout.list_messages', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  listAttempts: { name: 'fanout.list_attempts', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  replayMessage: { name: 'fanout.replay_message', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  replayMessages: { name: 'fanout.replay_messages', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  recoverEndpoint: { name: 'fanout.recover_endpoint', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  followMessages: {
    name: 'fanout.follow_messages',
    roles: ['TENANT_ADMIN', 'TENANT_APP', 'TENANT_AGENT'],
  },
} as const satisfies Record<string, UseCaseDefinition>;
