const MINUTE_MS = 60_000;

/** What holds for every message of an event type. */
export interface EventTypeFacts {
  /** Such as `call.connect`. */
  readonly type: string;
  /**
   * How long a message is worth sending, milliseconds from its making; null where it is a record,
   * which is retried for days. A message that knows its own deadline says so itself.
   */
  readonly ttlMs: number | null;
  /** About a call that is up: own lane, quick retries. */
  readonly isLive: boolean;
  /** Whether Meta has a webhook of this kind, so that an endpoint of the format META can get it. */
  readonly hasMetaBody: boolean;
  /** When it is sent, in words for tenants. */
  readonly description: string;
}

const LIVE = { ttlMs: MINUTE_MS, isLive: true } as const;
const RECORD = { ttlMs: null, isLive: false, hasMetaBody: false } as const;

/** Everything a tenant can be told. Closed: a new type needs a row here and in the documentation. */
export const EVENT_TYPES = [
  {
    ...LIVE,
    type: 'call.connect',
    hasMetaBody: true,
    description: 'A user calls and media is ready: answer the call before its deadline.',
  },
  {
    ...LIVE,
    type: 'call.ringing',
    hasMetaBody: true,
    description: 'The phone of the user whom the business calls rings.',
  },
  {
    ...LIVE,
    type: 'call.accepted',
    hasMetaBody: true,
    description: 'The call is answered: both sides hear each other.',
  },
  {
    ...LIVE,
    type: 'call.rejected',
    hasMetaBody: true,
    description: "The user turned the business's call away.",
  },
  {
    ...RECORD,
    type: 'call.terminated',
    hasMetaBody: true,
    description: 'The call is over; with how it ended and the seconds that are billed.',
  },
  {
    ...LIVE,
    type: 'call.dtmf',
    hasMetaBody: false,
    description: 'The user pressed a key during the call.',
  },
  {
    ...LIVE,
    type: 'call.media.silent',
    hasMetaBody: false,
    description: 'No sound comes from one side of the call any more.',
  },
  {
    ...RECORD,
    type: 'call.recording.available',
    description: 'The recording of a call can be fetched.',
  },
  {
    ...RECORD,
    type: 'call.transcription.available',
    description: 'The transcript of a call can be fetched.',
  },
  {
    ...RECORD,
    type: 'call.permission.updated',
    description: 'A user gave or withdrew the permission to be called.',
  },
  {
    ...RECORD,
    type: 'call.permission.nudge',
    description: 'Calls of a user go unanswered: the permission is about to be withdrawn.',
  },
  {
    ...RECORD,
    type: 'call_export.done',
    description: 'An export of calls that was asked for is written: its file can be fetched.',
  },
  {
    ...RECORD,
    type: 'call_export.failed',
    description: 'An export of calls was given up. Ask for a new one.',
  },
  {
    ...RECORD,
    type: 'phone_number.settings.updated',
    description: 'The calling settings of a phone number changed.',
  },
  {
    ...RECORD,
    type: 'phone_number.restricted',
    description: 'Meta restricted calling of a phone number, or lifted that.',
  },
  {
    ...RECORD,
    type: 'phone_number.readiness.changed',
    description: 'A phone number became ready for calls, or is not any more.',
  },
  {
    ...RECORD,
    type: 'signup.state.changed',
    description: 'The onboarding of a WhatsApp Business Account went on, or stopped.',
  },
  { ...RECORD, type: 'trunk.down', description: 'A SIP trunk does not answer.' },
  { ...RECORD, type: 'trunk.up', description: 'A SIP trunk answers again.' },
  { ...RECORD, type: 'statement.closed', description: 'The statement of a period is final.' },
  {
    ...RECORD,
    type: 'endpoint.failing',
    description: 'An endpoint of yours keeps failing and will be disabled.',
  },
  { ...RECORD, type: 'endpoint.disabled', description: 'An endpoint of yours was disabled.' },
] as const satisfies readonly EventTypeFacts[];

export type EventType = (typeof EVENT_TYPES)[number]['type'];

/** The names of all event types, in the order of the table. */
export const EVENT_TYPE_NAMES: readonly EventType[] = EVENT_TYPES.map(({ type }) => type);

const BY_NAME: ReadonlyMap<string, EventTypeFacts> = new Map(
  EVENT_TYPES.map((facts) => [facts.type, facts]),
);

/** Whether a text names an event that endpoints can subscribe to. */
export function isEventType(text: string): text is EventType {
  return BY_NAME.has(text);
}

/** The row of the table of an event type. Throws for a name that is no event type. */
export function eventTypeFacts(type: EventType): EventTypeFacts {
  const facts = BY_NAME.get(type);
  if (facts === undefined) throw new Error(`no event type ${type}`);
  return facts;
}
