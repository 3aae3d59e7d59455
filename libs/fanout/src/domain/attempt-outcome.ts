/** How an attempt to deliver ended. ABORTED does not count against the endpoint. */
export type AttemptOutcome =
  'DELIVERED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'REFUSED' | 'EXPIRED';

/** Which of an endpoint's URLs an attempt went to. */
export type AttemptTarget = 'PRIMARY' | 'FAILOVER';

/** Why an attempt did not deliver, in words that a tenant may read: none tells of our network. */
export const ATTEMPT_REASONS = [
  /** It answered, but not with 2xx. */
  'STATUS',
  /** It answered with 3xx, which is not followed. */
  'REDIRECT',
  /** It answered 410: nothing more is sent there. */
  'GONE',
  /** No whole answer within the time for an attempt, or until the message expired. */
  'NO_ANSWER',
  'CONNECT_TIMEOUT',
  'CONNECTION_REFUSED',
  /** The connection broke before there was an answer. */
  'CONNECTION_CLOSED',
  'NAME_NOT_RESOLVED',
  /** The certificate is not valid for the name, or TLS failed in another way. */
  'TLS',
  /** The URL leads to an address or port to which nothing is sent. */
  'ADDRESS_REFUSED',
  'UNREACHABLE',
  /** What came back is not HTTP. */
  'NOT_HTTP',
  /** Our process closed; it is sent again. */
  'SHUTDOWN',
  /** The endpoint's other URL took the message first. */
  'SUPERSEDED',
  /** We could not make the request; nothing was sent. */
  'NOT_MADE',
  /** Not sent any more: the message had lost its worth. */
  'EXPIRED',
] as const;

export type AttemptReason = (typeof ATTEMPT_REASONS)[number];

/** Why a message was given up at an endpoint. */
export type DeadLetterReason = 'EXPIRED' | 'EXHAUSTED' | 'GONE';
