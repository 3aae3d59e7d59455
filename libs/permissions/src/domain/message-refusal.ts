import { metaRefusalOf, type MetaRefusalCode } from '#patchbay/meta';
import type { MessageMetaError } from './call-message.js';

/** Why a message was not sent: in the words of calls where the cause is the same. */
export type CallMessageRefusalCode =
  | MetaRefusalCode
  | 'CALL_TEMPLATE_NOT_USABLE'
  // The tenant, or its provider, does not want it.
  | 'CALLING_STOPPED'
  | 'CONSUMER_SUPPRESSED'
  | 'QUIET_HOURS';

/** Why a message was not sent, and what to do. Plain JSON but for `retryAt`. */
export interface CallMessageRefusal {
  readonly code: CallMessageRefusalCode;
  readonly message: string;
  /** From when on it may be tried again, where that is known. */
  readonly retryAt: Date | null;
  /** Null when this platform refused before asking Meta. */
  readonly metaError: MessageMetaError | null;
}

const WRITE_FIRST =
  'No conversation with the consumer is open: exchange a message first, or send an approved template, ' +
  'which needs none.';
const TEMPLATE =
  'The template cannot be sent: it must be approved, exist in the language, and get as many parameters ' +
  'as it has variables.';

interface OfMessages {
  readonly code: CallMessageRefusalCode;
  readonly remedy: string;
}

/**
 * Codes that only messages have; all others are in the table of Meta's errors. Source: Meta's page
 * "Error codes" (support/error-codes), read 2026-03-30.
 */
const OF_MESSAGES: Readonly<Record<number, OfMessages>> = {
  131_047: { code: 'NO_CONVERSATION', remedy: WRITE_FIRST },
  131_048: {
    code: 'ACCOUNT_RESTRICTED',
    remedy: 'Too many of the number’s messages were blocked or reported: send fewer, and wait.',
  },
  131_049: {
    code: 'META_CANNOT_NOW',
    remedy: 'Meta keeps the consumer from more marketing messages now: wait, or be called instead.',
  },
  131_056: {
    code: 'META_RATE_LIMITED',
    remedy: 'The consumer got too many messages in a short time: wait a moment.',
  },
  132_000: { code: 'CALL_TEMPLATE_NOT_USABLE', remedy: TEMPLATE },
  132_001: { code: 'CALL_TEMPLATE_NOT_USABLE', remedy: TEMPLATE },
  132_005: {
    code: 'CALL_TEMPLATE_NOT_USABLE',
    remedy: 'The text is too long once it is filled in.',
  },
  132_007: { code: 'CALL_TEMPLATE_NOT_USABLE', remedy: 'Its content breaks a policy of Meta’s.' },
  132_012: { code: 'CALL_TEMPLATE_NOT_USABLE', remedy: TEMPLATE },
  132_015: {
    code: 'CALL_TEMPLATE_NOT_USABLE',
    remedy: 'Meta has paused the template for its low quality: edit it, or send another.',
  },
  132_016: {
    code: 'CALL_TEMPLATE_NOT_USABLE',
    remedy: 'Meta has disabled the template for good: create another.',
  },
};

/** The refusal that an error of Meta's is; `at` is when Meta said it. */
export function refusalOfMeta(error: MessageMetaError, at: Date): CallMessageRefusal {
  const { code: metaCode, title, details, fbtraceId } = error;
  const { code, remedy, retryAt } = { ...metaRefusalOf(error, at), ...OF_MESSAGES[metaCode] };
  return {
    code,
    message: `Meta refused the message: ${title} (${metaCode}). ${remedy}`,
    retryAt,
    metaError: { code: metaCode, title, details, fbtraceId },
  };
}

/** What to do about the refusals of this platform's own. */
const OWN = {
  CALLING_NOT_ENABLED: 'Switch calling on in the call settings of the number.',
  PERMISSION_IS_PERMANENT:
    'The consumer has allowed calls for good: call, there is nothing to ask.',
  PERMISSION_REQUESTS_USED_UP:
    'The consumer was asked as often as Meta allows: wait, or let the consumer call; a connected call ' +
    'resets the limit.',
  NO_CONVERSATION: WRITE_FIRST,
  CALL_TEMPLATE_NOT_USABLE: TEMPLATE,
  CALLING_STOPPED: 'Calls are stopped, so nobody is asked for them.',
  CONSUMER_SUPPRESSED: 'The consumer is on your suppression list.',
  QUIET_HOURS: 'These are your quiet hours for this consumer: send it when they are over.',
} as const satisfies Partial<Record<CallMessageRefusalCode, string>>;

/** A refusal of this platform's own, before Meta was asked. */
export function ownRefusal(
  code: keyof typeof OWN,
  {
    message = OWN[code],
    retryAt = null,
  }: { readonly message?: string; readonly retryAt?: Date | null } = {},
): CallMessageRefusal {
  return { code, message, retryAt, metaError: null };
}
