import type { UseCaseDefinition } from '#patchbay/database';
import { TENANT_ROLES } from '#patchbay/kernel';

const CALLERS = ['TENANT_ADMIN', 'TENANT_APP', 'TENANT_AGENT'] as const;
const BUILDERS = ['TENANT_ADMIN', 'TENANT_APP'] as const;

/** Who may ask consumers for calls, and make what that needs. */
export const CALL_MESSAGE_USE_CASES = {
  requestPermission: { name: 'permissions.request', roles: CALLERS },
  sendButton: { name: 'permissions.send_button', roles: CALLERS },
  createTemplate: { name: 'permissions.create_template', roles: BUILDERS },
  setFirstContactButton: { name: 'permissions.set_first_contact_button', roles: BUILDERS },
  readFirstContactButtons: {
    name: 'permissions.read_first_contact_buttons',
    roles: TENANT_ROLES,
  },
  readMessages: { name: 'permissions.read_messages', roles: CALLERS },
} as const satisfies Record<string, UseCaseDefinition>;
