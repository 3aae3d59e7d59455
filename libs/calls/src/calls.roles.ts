import type { UseCaseDefinition } from '#patchbay/database';
import { TENANT_ROLES } from '#patchbay/kernel';

const CALLERS = ['TENANT_ADMIN', 'TENANT_APP', 'TENANT_AGENT'] as const;

/** Who may do what with calls. */
export const CALL_USE_CASES = {
  placeCall: { name: 'calls.place', roles: CALLERS },
  canCall: { name: 'calls.can_call', roles: CALLERS },
  suppressConsumer: { name: 'calls.suppress_consumer', roles: CALLERS },
  liftSuppression: { name: 'calls.lift_suppression', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  readSuppressions: { name: 'calls.read_suppressions', roles: CALLERS },
  preAcceptCall: { name: 'calls.pre_accept', roles: CALLERS },
  acceptCall: { name: 'calls.accept', roles: CALLERS },
  rejectCall: { name: 'calls.reject', roles: CALLERS },
  terminateCall: { name: 'calls.terminate', roles: CALLERS },
  setNumberRoute: { name: 'calls.set_number_route', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  readNumberRoutes: { name: 'calls.read_number_routes', roles: TENANT_ROLES },
  readCallMedia: { name: 'calls.read_media', roles: CALLERS },
  exportSupportBundle: { name: 'calls.export_support_bundle', roles: CALLERS },
  // A file of all calls names all consumers: not for agents.
  exportCalls: { name: 'calls.export', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  cancelCallExport: { name: 'calls.cancel_export', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  readCallExports: { name: 'calls.read_exports', roles: ['TENANT_ADMIN', 'TENANT_APP'] },
  setFileRetention: { name: 'calls.set_file_retention', roles: ['TENANT_ADMIN'] },
  readFileRetention: { name: 'calls.read_file_retention', roles: CALLERS },
  readCalls: { name: 'calls.read', roles: [...CALLERS, 'TENANT_FINANCE'] },
} as const satisfies Record<string, UseCaseDefinition>;

/** Which of the BSP's staff may do what with calls of all tenants. */
export const STAFF_CALL_USE_CASES = {
  readLiveCalls: { name: 'calls.read_live', roles: ['BSP_ADMIN', 'BSP_OPERATOR', 'BSP_VIEWER'] },
} as const satisfies Record<string, UseCaseDefinition>;
