import type { MetaRefusalCode } from './meta-refusal-codes.js';

const CALLING = 'https://developers.facebook.com/docs/whatsapp/cloud-api/calling/troubleshooting';
const FAQ = 'https://developers.facebook.com/docs/whatsapp/cloud-api/calling/faq';
const GENERAL = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes';

/** One of Meta's error codes: what it is to a tenant, and what Meta advises. */
export interface MetaErrorRow {
  readonly code: number;
  readonly refusal: MetaRefusalCode;
  /** What to do, for whoever reads the tenant's log. */
  readonly remedy: string;
  /** `graph`: the answer to a request. `webhook`: the errors of an event, such as a call's end. */
  readonly comesBy: 'graph' | 'webhook';
  /** Seconds after which it is worth another try; null when time alone changes nothing. */
  readonly retryAfterSeconds: number | null;
  readonly source: string;
}

/** When the table was last compared with the pages it names. */
export const META_ERROR_TABLE_AS_OF = '2026-03-30';

type Line = readonly [
  code: number,
  refusal: MetaRefusalCode,
  retryAfterSeconds: number | null,
  remedy: string,
];

const MINUTE = 60;
const LATER = 5 * MINUTE;
const ACCESS =
  'Our access to the number at Meta is not valid: the number has to be connected again; tell your ' +
  'provider.';
const RESTRICTED =
  'Meta has restricted the business account: look into the Business Support page of the account.';

const GRAPH_OF_CALLS: readonly Line[] = [
  [
    100,
    'META_PARAMETER_REFUSED',
    null,
    "Correct what Meta's details name; of an SDP they name the fault.",
  ],
  [
    613,
    'META_RATE_LIMITED',
    1,
    'Ask less often for the state of call permissions, and try again later.',
  ],
  [
    131_009,
    'COUNTRY_NOT_SUPPORTED',
    null,
    'Send call buttons from a number in a country in which calling is available.',
  ],
  [
    131_026,
    'CONSUMER_CANNOT_BE_CALLED',
    null,
    'Meta could not deliver the message: ask the consumer to update WhatsApp and to accept its terms.',
  ],
  [
    131_030,
    'CONSUMER_NOT_ON_TEST_LIST',
    null,
    'A public test number calls only its list of recipients: add the consumer to it and try again.',
  ],
  [
    131_044,
    'PAYMENT_METHOD_MISSING',
    null,
    'Attach a valid payment method to the WhatsApp Business Account.',
  ],
  [
    131_055,
    'NUMBER_USES_SIP',
    null,
    'The number runs its calls over SIP: call by SIP, or switch SIP off in its call settings.',
  ],
  [
    131_062,
    'USER_ID_NOT_SUPPORTED',
    null,
    "Meta does not take a user id here: use the consumer's WhatsApp number.",
  ],
  [138_000, 'CALLING_NOT_ENABLED', null, 'Switch calling on in the call settings of the number.'],
  [
    138_001,
    'CONSUMER_CANNOT_BE_CALLED',
    null,
    'Confirm with the consumer that they use the latest WhatsApp and agree to be contacted by you.',
  ],
  [
    138_002,
    'NUMBER_CONCURRENCY_REACHED',
    MINUTE,
    'The number has as many calls up as Meta allows: try again when one has ended.',
  ],
  [
    138_003,
    'CALL_ALREADY_UP',
    null,
    'A call with the consumer is up: try again when it has ended.',
  ],
  [138_004, 'META_CANNOT_NOW', MINUTE, 'Meta could not connect the call: try again later.'],
  [
    138_005,
    'NUMBER_STARTS_USED_UP',
    LATER,
    'The number has started as many calls as Meta allows: try again later, and start fewer.',
  ],
  [
    138_006,
    'CALL_PERMISSION_MISSING',
    null,
    'The consumer has not allowed calls: send a call permission request and wait for the consent.',
  ],
  [
    138_007,
    'META_CANNOT_NOW',
    MINUTE,
    'The call was not connected in time: apply the SDP as soon as it comes, and try again.',
  ],
  [
    138_009,
    'PERMISSION_REQUESTS_USED_UP',
    null,
    'The consumer was asked as often as Meta allows: wait, or let the consumer call; a connected ' +
      'call resets the limit.',
  ],
  [
    138_012,
    'PAIR_LIMIT_REACHED',
    null,
    "The consumer was called as often as Meta allows in 24 hours: Meta's details say when the next " +
      'call is allowed. The permission stays.',
  ],
  [
    138_013,
    'COUNTRY_NOT_SUPPORTED',
    null,
    'Businesses cannot place calls from this number: see the countries in which it is available.',
  ],
  [
    138_014,
    'CALLING_PAUSED',
    null,
    'Meta has paused calls of the number for low quality: call people who want it, and try again ' +
      'when the restriction is over.',
  ],
  [
    138_015,
    'CALLING_CANNOT_BE_ENABLED',
    null,
    'Calling needs a messaging limit of 2,000 or more: raise the limit of the number first.',
  ],
  [
    138_017,
    'PERMISSION_IS_PERMANENT',
    null,
    'The consumer has allowed calls for good: call, there is nothing to ask.',
  ],
  [
    138_018,
    'CALLING_NOT_SET_UP',
    null,
    'Subscribe an app of the account to the webhook field calls, or configure SIP, first.',
  ],
];

const WEBHOOK_OF_CALLS: readonly Line[] = [
  [
    138_019,
    'CALL_SETUP_FAILED',
    LATER,
    "The consumer's WhatsApp could not set the call up: try again later.",
  ],
  [
    138_020,
    'CALL_SETUP_FAILED',
    LATER,
    "The consumer's WhatsApp reached no relay of Meta's: try again later.",
  ],
  [
    138_021,
    'CALL_MEDIA_LOST',
    null,
    'No sound of yours reached the consumer: see that your media server sends without pause, and ' +
      'that no firewall stops it, then try again.',
  ],
  [138_022, 'CALL_MEDIA_LOST', LATER, "The consumer's WhatsApp sent no sound: try again later."],
  [
    138_023,
    'CALL_MEDIA_LOST',
    LATER,
    'The call was accepted and no media came up, so Meta cannot tell whether they talked: try again later.',
  ],
];

const GRAPH_OF_FAQ: readonly Line[] = [
  [
    138_011,
    'NO_CONVERSATION',
    null,
    'There was no conversation with the consumer yet: exchange a message, or send a template, first; ' +
      'then ask for the call permission.',
  ],
];

const GRAPH_OF_ALL: readonly Line[] = [
  [0, 'META_ACCESS_LOST', null, ACCESS],
  [3, 'META_ACCESS_LOST', null, `Meta does not let our app use this function. ${ACCESS}`],
  [4, 'META_RATE_LIMITED', LATER, 'Meta has had too many requests of ours: try again later.'],
  [10, 'META_ACCESS_LOST', null, ACCESS],
  [190, 'META_ACCESS_LOST', null, ACCESS],
  [200, 'META_ACCESS_LOST', null, ACCESS],
  [368, 'ACCOUNT_RESTRICTED', null, RESTRICTED],
  [
    80_007,
    'META_RATE_LIMITED',
    LATER,
    'The WhatsApp Business Account has reached a rate limit: try again later.',
  ],
  [130_429, 'META_RATE_LIMITED', MINUTE, "The number's throughput is used up: try again later."],
  [
    130_497,
    'ACCOUNT_RESTRICTED',
    null,
    `${RESTRICTED} It may not reach consumers in this country.`,
  ],
  [131_031, 'ACCOUNT_RESTRICTED', null, RESTRICTED],
  [131_057, 'META_CANNOT_NOW', LATER, 'Meta is upgrading the number: try again later.'],
  [133_010, 'NUMBER_NOT_REGISTERED', null, 'Register the number at Meta before it calls.'],
];

const rows = (
  lines: readonly Line[],
  comesBy: MetaErrorRow['comesBy'],
  source: string,
): MetaErrorRow[] =>
  lines.map(([code, refusal, retryAfterSeconds, remedy]) => ({
    code,
    refusal,
    remedy,
    comesBy,
    retryAfterSeconds,
    source,
  }));

/** Every code that Meta documents for calls and permission requests, and the general ones. */
export const META_ERROR_TABLE: readonly MetaErrorRow[] = [
  ...rows(GRAPH_OF_ALL, 'graph', GENERAL),
  ...rows(GRAPH_OF_CALLS, 'graph', CALLING),
  ...rows(GRAPH_OF_FAQ, 'graph', FAQ),
  ...rows(WEBHOOK_OF_CALLS, 'webhook', CALLING),
];
