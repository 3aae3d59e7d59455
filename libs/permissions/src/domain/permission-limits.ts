/** What Meta lets a number do to one consumer; figures are dated rows of `limit_policy`. */
export interface PermissionLimits {
  /** How long a temporary permission holds where Meta names no end, milliseconds. */
  readonly temporaryMs: number;
  /** Requests within the day and the week, free-form and template together (138009). */
  readonly requestsPerDay: number;
  readonly dayMs: number;
  readonly requestsPerWeek: number;
  readonly weekMs: number;
  /** How long a request can be answered, milliseconds. */
  readonly requestLifetimeMs: number;
  /** Unanswered calls in a row after which WhatsApp asks the consumer to reconsider. */
  readonly nudgeAt: number;
  /** Unanswered calls in a row after which Meta takes the permission back. */
  readonly revokeAt: number;
  /** How long free-form messages are allowed after the consumer's last word or call. */
  readonly windowMs: number;
}
