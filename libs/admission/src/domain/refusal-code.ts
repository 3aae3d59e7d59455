import { META_REFUSAL_CODES } from '#patchbay/meta';

/**
 * Every word for why a call may not be placed. Where Meta refuses for the same cause, rule and Meta
 * share one word; the rest is known to us alone.
 */
export const REFUSAL_CODES = [
  ...META_REFUSAL_CODES,
  'CALL_NOT_ADMITTED',
  'CALLING_STOPPED',
  'NUMBER_OF_ANOTHER_PARTNER',
  'CONSUMER_SUPPRESSED',
  'QUIET_HOURS',
  'UNANSWERED_STREAK',
  'TENANT_CONCURRENCY_REACHED',
  'TENANT_CALLS_USED_UP',
  'SPEND_LIMIT_REACHED',
  'CREDIT_USED_UP',
  'LIMITS_UNKNOWN',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];
