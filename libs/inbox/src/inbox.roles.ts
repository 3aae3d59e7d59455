import type { UseCaseDefinition } from '#patchbay/database';

const READERS = ['BSP_ADMIN', 'BSP_OPERATOR', 'BSP_VIEWER'] as const;
const OPERATORS = ['BSP_ADMIN', 'BSP_OPERATOR'] as const;

/** Which of the BSP's staff may do what with the inbox. */
export const INBOX_USE_CASES = {
  listInboxEvents: { name: 'inbox.list_events', roles: READERS },
  listQuarantinedEvents: { name: 'inbox.list_quarantined_events', roles: READERS },
  replayInboxEvent: { name: 'inbox.replay_event', roles: OPERATORS },
  claimQuarantinedNumber: { name: 'inbox.claim_quarantined_number', roles: OPERATORS },
} as const satisfies Record<string, UseCaseDefinition>;
