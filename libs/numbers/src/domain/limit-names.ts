/**
 * What the rows of `limit_policy` are called, beside the spans of time that calls themselves keep
 * (answer_window and others). Where each figure is from stands in its row.
 */
export const LIMIT_NAMES = {
  /** Connected business-initiated calls of a number to one consumer within `pair_connected_window`. */
  pairConnectedCalls: 'pair_connected_calls',
  pairConnectedWindow: 'pair_connected_window',
  /** Calls of a number and one consumer that may be up at a time (138003). */
  pairLiveCalls: 'pair_live_calls',
  /** Calls of a number that may be up at a time, in both directions (138002). */
  numberConcurrentCalls: 'number_concurrent_calls',
  /** Calls that a number may start within `number_call_starts_window` (138005). */
  numberCallStarts: 'number_call_starts',
  numberCallStartsWindow: 'number_call_starts_window',
  /** Permission requests of a number to one consumer within the day, and within the week (138009). */
  permissionRequestsPerDay: 'permission_requests_per_day',
  permissionRequestsDay: 'permission_requests_day',
  permissionRequestsPerWeek: 'permission_requests_per_week',
  permissionRequestsWeek: 'permission_requests_week',
  /** How long a permission request can be answered, from its delivery. */
  permissionRequestLifetime: 'permission_request_lifetime',
  /** How long a temporary permission holds, from the consumer's consent. */
  temporaryPermission: 'temporary_permission',
  /** Unanswered calls in a row after which WhatsApp asks the consumer to reconsider, or revokes. */
  unansweredNudge: 'unanswered_nudge',
  unansweredRevocation: 'unanswered_revocation',
  /** How long free-form messages are allowed after the consumer's last word or call. */
  customerServiceWindow: 'customer_service_window',
  /** How often a second Meta's `call_permissions` may be read (613). */
  permissionReadsPerSecond: 'permission_reads_per_second',
} as const;

export type LimitName = (typeof LIMIT_NAMES)[keyof typeof LIMIT_NAMES];
