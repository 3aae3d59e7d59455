import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type MetaEvent } from './meta-event.js';
import { metaEvents } from './meta-events.js';

const AT = 1_790_000_000_000;
const METADATA = { display_phone_number: '+1 555-000-1111', phone_number_id: '106' };
const SUBJECT = { wabaId: '51', phoneNumberId: '106', displayPhoneNumber: '15550001111' };

const of = (field: string, value: unknown, entryId = '51') => metaEvents({ entryId, field, value });

/** The only event of a value. */
function only(field: string, value: unknown, entryId = '51'): MetaEvent {
  const { events } = of(field, value, entryId);
  expect(events).toHaveLength(1);
  return events[0]!;
}

const inNumber = (rest: object) => ({ metadata: METADATA, ...rest });
const call = (rest: object) =>
  only('calls', inNumber({ calls: [{ id: 'wacid.1', timestamp: '1790000000', ...rest }] }));
const messageIn = (rest: object) => ({
  from: '5511999990000',
  id: 'wamid.1',
  timestamp: '1790000000',
  ...rest,
});
const message = (rest: object) => only('messages', inNumber({ messages: [messageIn(rest)] }));
const reply = (rest: object) => ({
  interactive: { type: 'call_permission_reply', call_permission_reply: rest },
});

describe('events of the field calls', () => {
  it('are the known changes, with the key that they had', () => {
    const offer = { sdp_type: 'offer', sdp: 'v=0\r\n' };
    const event = call({ event: 'connect', from: '5511999990000', session: offer });
    expect(event).toEqual({
      kind: 'calls.connect',
      change: expect.objectContaining({ event: 'connect', direction: 'USER_INITIATED' }),
      subject: SUBJECT,
      atMs: AT,
      consumer: { waId: '5511999990000' },
      dedupeKey: `calls:106:wacid.1:connect::${AT}`,
    });
  });

  it('of a call that was created need neither contacts nor a direction', () => {
    const event = call({ event: 'call_created', from: '15550001111', to_user_id: 'BR.1' });
    expect(event).toMatchObject({
      kind: 'calls.call_created',
      wacid: 'wacid.1',
      direction: 'BUSINESS_INITIATED',
      consumer: { userId: 'BR.1' },
    });
  });

  it.each(['call_transcription_available', 'call_transcript_available'])(
    'of a transcript are one kind, also as %s',
    (event) => {
      const call_transcript = { document: [{ id: 77, sha256: 'n4b=', url: null }] };
      expect(call({ event, from_user_id: 'BR.1', call_transcript })).toMatchObject({
        kind: 'calls.call_transcription_available',
        media: { id: '77', sha256: 'n4b=' },
        consumer: { userId: 'BR.1' },
        dedupeKey: `calls:106:wacid.1:call_transcription_available::${AT}`,
      });
    },
  );

  it('of a recording that cannot be got are not lost', () => {
    const event = call({ event: 'call_recording_available', call_recording: 'soon' });
    expect(event).toMatchObject({ kind: 'calls.call_recording_available', wacid: 'wacid.1' });
    expect(event).not.toHaveProperty('media');
  });

  it.each([1e15, '9'.repeat(400)])(
    'at a time that no date can have, %s, are unknown',
    (timestamp) => {
      expect(call({ event: 'terminate', timestamp })).toMatchObject({ kind: 'unknown' });
    },
  );

  it('are found in lists in lists, alone without a list, and without metadata', () => {
    const one = { id: 'wacid.1', timestamp: 1790000000, event: 'terminate' };
    const kinds = [{ calls: [[one], [[one]]] }, { calls: one }, [{ calls: [one] }]].map((value) =>
      of('calls', value).events.map(({ kind }) => kind),
    );
    expect(kinds).toEqual([
      ['calls.terminate', 'calls.terminate'],
      ['calls.terminate'],
      ['calls.terminate'],
    ]);
  });
});

describe('a call permission reply', () => {
  it.each([
    ['a text', '1790604800'],
    ['an integer', 1790604800],
  ])('has its end as %s, also without a type', (_, expiration_timestamp) => {
    const event = message({
      context: { from: '106', id: 'wamid.request' },
      ...reply({ response: 'accept', expiration_timestamp, response_source: 'user_action' }),
    });
    expect(event).toEqual({
      kind: 'messages.call_permission_reply',
      messageId: 'wamid.1',
      response: 'accept',
      expiresAtMs: 1_790_604_800_000,
      source: 'user_action',
      requestMessageId: 'wamid.request',
      subject: SUBJECT,
      atMs: AT,
      consumer: { waId: '5511999990000' },
      dedupeKey: `messages:106:wamid.1:message::${AT}`,
    });
  });

  it('after a call names the call, not a request', () => {
    const event = message({
      type: 'interactive',
      context: { id: 'wacid.9' },
      ...reply({ response: 'accept', is_permanent: false, response_source: 'automatic' }),
    });
    expect(event).toMatchObject({ wacid: 'wacid.9', isPermanent: false, source: 'automatic' });
    expect(event).not.toHaveProperty('requestMessageId');
  });

  it('with odd fields loses those', () => {
    const odd = { is_permanent: 1, expiration_timestamp: 'soon', response_source: 7 };
    const event = message({ context: 'none', ...reply({ response: 'REJECT', ...odd }) });
    expect(event).toMatchObject({ kind: 'messages.call_permission_reply', response: 'reject' });
    expect(Object.keys(event).sort()).toEqual(
      ['atMs', 'consumer', 'dedupeKey', 'kind', 'messageId', 'response', 'subject'].sort(),
    );
  });

  it('that says neither yes nor no is unknown, not a message', () => {
    const event = message({ type: 'interactive', ...reply({ response: 'maybe' }) });
    expect(event).toMatchObject({ kind: 'unknown', field: 'messages', name: 'interactive' });
  });
});

describe('other events of the field messages', () => {
  it('know a user by the business-scoped id alone', () => {
    const contacts = [{ profile: { name: 'Ana' }, user_id: 'BR.1' }];
    const messages = [{ id: 'wamid.1', timestamp: '1790000000', from_user_id: 'BR.1' }];
    const event = only('messages', inNumber({ contacts, messages }));
    expect(event.consumer).toEqual({ userId: 'BR.1', name: 'Ana' });
  });

  it('keep of a message who wrote and when, not what', () => {
    const event = message({ type: 'text', text: { body: 'a secret' } });
    expect(event).toMatchObject({ kind: 'messages.received', atMs: AT });
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  it.each([
    ['of WhatsApp itself', { type: 'system', system: { type: 'user_identity_changed' } }],
    ['before the user wrote', { type: 'request_welcome' }],
    ['in a group', { type: 'text', group_id: 'g1' }],
  ])('are unknown when they are a message %s', (_, rest) => {
    expect(message(rest)).toMatchObject({ kind: 'unknown' });
  });

  it('take sound with the id of a call for a voicemail, other sound for a message', () => {
    const audio = { id: '900', mime_type: 'audio/ogg; codecs=opus' };
    expect(message({ id: 'wacid.1', type: 'audio', audio })).toMatchObject({
      kind: 'messages.voicemail',
      wacid: 'wacid.1',
      media: { id: '900', mimeType: 'audio/ogg; codecs=opus' },
    });
    expect(message({ type: 'audio', audio })).toMatchObject({ kind: 'messages.received' });
  });

  const changedTo = (rest: object, from: object = {}) =>
    message({ type: 'system', system: { type: 'user_changed_user_id', ...rest }, ...from });
  it.each([
    ['its own field', changedTo({ user_id: 'BR.2', previous_user_id: 'BR.1' })],
    ['the sender', changedTo({ user_id: 'BR.2' }, { from_user_id: 'BR.1' })],
    [
      'the sentence',
      changedTo(
        { user_id: 'BR.2', body: 'User Ana changed from BR.1 to BR.2' },
        { from_user_id: 'BR.2' },
      ),
    ],
  ])('know who a user was before by %s', (_, event) => {
    expect(event).toMatchObject({
      kind: 'messages.user_changed_user_id',
      consumer: { waId: '5511999990000', userId: 'BR.1' },
      current: { waId: '5511999990000', userId: 'BR.2' },
    });
  });

  it('say why a message failed', () => {
    const odd = { code: 'x' };
    const error = { code: 131026, title: 'Undeliverable', error_data: { details: 'Old client' } };
    const statuses = [
      { id: 'wamid.1', status: 'FAILED', recipient_user_id: 'BR.1', errors: [odd, [error]] },
    ];
    const event = only('messages', inNumber({ statuses }));
    expect(event).toEqual({
      kind: 'messages.status',
      messageId: 'wamid.1',
      status: 'failed',
      errors: [{ code: 131026, title: 'Undeliverable', details: 'Old client' }],
      subject: SUBJECT,
      consumer: { userId: 'BR.1' },
      dedupeKey: 'messages:106:wamid.1:status:failed:',
    });
  });
});

describe('events of an account', () => {
  const restriction = {
    restriction_type: 'RESTRICTED_BUSINESS_INITIATED_CALLING',
    expiration: '1790604800',
  };
  const restricted = (restriction_info: unknown) => ({
    phone_number: '15550001111',
    event: 'ACCOUNT_RESTRICTION',
    restriction_info,
  });

  it.each([
    ['a list', restricted([restriction])],
    ['no list', restricted(restriction)],
    ['a list in a list', [restricted([[restriction, { restriction_type: 7 }]])]],
  ])('know a restriction in %s by the number when the entry is "0"', (_, value) => {
    expect(only('account_update', value, '0')).toMatchObject({
      kind: 'account_update.ACCOUNT_RESTRICTION',
      restrictions: [
        { type: 'RESTRICTED_BUSINESS_INITIATED_CALLING', expiresAtMs: 1_790_604_800_000 },
      ],
      subject: { displayPhoneNumber: '15550001111' },
    });
  });

  it('are not lost with an odd field', () => {
    const value = { event: 'account_violation', phone_number: null, violation_info: ['?'] };
    expect(only('account_update', value)).toMatchObject({
      kind: 'account_update.ACCOUNT_VIOLATION',
      violations: [],
      subject: { wabaId: '51' },
    });
  });

  it('of partners name the portfolio and the WABA', () => {
    const waba_info = { waba_id: 100, owner_business_id: '200', solution_id: null };
    const value = { event: 'PARTNER_ADDED', waba_info };
    expect(only('account_update', value, '600')).toMatchObject({
      subject: { businessId: '600', wabaId: '100' },
      waba: { wabaId: '100', ownerBusinessId: '200' },
    });
  });

  it('of a kind that comes later are kept and flagged', () => {
    const { events, unknown } = of('account_update', { event: 'ACCOUNT_PAINTED_GREEN' });
    expect(unknown).toBe(1);
    expect(events).toEqual([
      {
        kind: 'unknown',
        field: 'account_update',
        name: 'ACCOUNT_PAINTED_GREEN',
        subject: { wabaId: '51' },
        dedupeKey: expect.stringMatching(/^account_update:51:[0-9a-f]{64}$/),
      },
    ]);
  });

  it('have the same key only at the same time: what was may be again', () => {
    const value = { event: 'ACCOUNT_RECONNECTED' };
    const keyAt = (atMs: number) =>
      metaEvents({ entryId: '51', field: 'account_update', value, atMs }).events[0]!.dedupeKey;
    expect(keyAt(AT)).toBe(keyAt(AT));
    expect(keyAt(AT)).not.toBe(keyAt(AT + 1000));
  });
});

describe('other fields', () => {
  it('tell of settings by number and time, whatever the case of its type', () => {
    const value = {
      timestamp: 1790000000,
      type: 'PHONE_NUMBER_SETTINGS',
      phone_number_settings: {
        phone_number_id: 106,
        calling: { status: 'enabled', sip: { status: 'DISABLED', servers: [] }, call_hours: 1 },
      },
    };
    expect(only('account_settings_update', value)).toMatchObject({
      calling: { status: 'ENABLED', sipStatus: 'DISABLED' },
      atMs: AT,
      subject: { wabaId: '51', phoneNumberId: '106' },
    });
  });

  it.each([
    [2000, '2000'],
    ['TIER_2K', 'TIER_2K'],
  ])('tell of the limit %j', (max_daily_conversations_per_business, expected) => {
    const value = { max_daily_conversations_per_business, max_phone_numbers_per_waba: '20' };
    expect(only('business_capability_update', value)).toMatchObject({
      maxDailyConversations: expected,
      maxPhoneNumbersPerWaba: 20,
    });
  });

  it.each(['flows', 'constructor', '__proto__', ''])('%j is unknown and kept', (field) => {
    expect(only(field, { event: 'X' })).toMatchObject({ kind: 'unknown', field, name: 'X' });
  });
});

describe('settings of several numbers in one webhook', () => {
  it('are one event for each number, each with a key of its own', () => {
    const number = (id: string) => ({ phone_number_id: id, calling: { status: 'ENABLED' } });
    const value = {
      timestamp: '1790000000',
      phone_number_settings: [number('106'), number('107')],
    };
    const { events } = of('account_settings_update', value);
    expect(events.map(({ subject, atMs }) => [subject.phoneNumberId, atMs])).toEqual([
      ['106', AT],
      ['107', AT],
    ]);
    expect(new Set(events.map(({ dedupeKey }) => dedupeKey)).size).toBe(2);
    expect(of('account_settings_update', value)).toEqual({ events, unknown: 0 });
  });
});

describe('metaEvents', () => {
  const FIELDS = [
    'calls',
    'messages',
    'account_update',
    'account_settings_update',
    'security',
    '?',
  ];

  it('gives one event for each element, known or not', () => {
    const known = { id: 'wacid.1', timestamp: '1', event: 'terminate' };
    const calls = [known, { ...known, event: 'sung' }, null, 7];
    const statuses = [{ id: 'wacid.1', timestamp: '1', status: 'WHISTLING' }];
    const { events, unknown } = of('calls', inNumber({ calls, statuses }));
    expect(unknown).toBe(4);
    expect(events.map((event) => (event.kind === 'unknown' ? event.name : event.kind))).toEqual([
      'calls.terminate',
      'sung',
      undefined,
      undefined,
      'WHISTLING',
    ]);
    expect(events.every(({ subject }) => subject.phoneNumberId === '106')).toBe(true);
  });

  it.each([null, [], {}, 'text', { calls: [] }, inNumber({ errors: [{ code: 1 }] })])(
    'takes %j for one unknown event',
    (value) => {
      for (const field of FIELDS.filter((name) => name !== 'security')) {
        expect(of(field, value)).toMatchObject({ events: [{ kind: 'unknown' }], unknown: 1 });
      }
    },
  );

  it('bears what is nested too deep for a stack', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    for (const field of FIELDS) {
      expect(of(field, { calls: deep, messages: deep, event: deep }).unknown).toBeGreaterThan(0);
    }
  });

  /** The same value with its keys in another order. */
  function turned(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(turned);
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value).reverse();
    return Object.fromEntries(fields.map(([key, field]) => [key, turned(field)]));
  }

  const word = fc.constantFrom(
    ...['wacid.1', 'wamid.1', '1790000000', 'connect', 'terminate', 'call_created', 'RINGING'],
    ...['system', 'audio', 'failed', 'ACCOUNT_RESTRICTION', 'PARTNER_ADDED', 'accept', '0'],
  );
  const key = fc.constantFrom(
    ...['id', 'event', 'timestamp', 'calls', 'messages', 'statuses', 'status', 'metadata', 'type'],
    ...['phone_number_id', 'contacts', 'wa_id', 'from', 'interactive', 'call_permission_reply'],
    ...['audio', 'system', 'context', 'errors', 'restriction_info', 'waba_info', 'phone_number'],
    ...['phone_number_settings', 'calling', 'response', '__proto__', 'toString'],
  );
  const { value: wire } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.oneof(word, fc.integer(), fc.constantFrom(null, true, '')),
      fc.array(tie('value'), { maxLength: 3 }),
      fc
        .uniqueArray(fc.tuple(key, tie('value')), { maxLength: 8, selector: ([name]) => name })
        .map((fields): unknown => Object.fromEntries(fields)),
    ),
  }));

  const time = { timestamp: '1790000000' };
  /** Elements as they should be, to be spoilt. */
  const elements: [field: string, wrap: (element: object) => object, element: object][] = [
    ['calls', (one) => inNumber({ calls: [one] }), { ...time, id: 'wacid.1', event: 'terminate' }],
    ['calls', (one) => inNumber({ statuses: [one] }), { ...time, id: 'w', status: 'RINGING' }],
    ['messages', (one) => inNumber({ messages: [one] }), messageIn(reply({ response: 'accept' }))],
    ['messages', (one) => inNumber({ statuses: [one] }), { ...time, id: 'w', status: 'failed' }],
    ['account_update', (one) => one, { event: 'ACCOUNT_RESTRICTION' }],
    ['account_settings_update', (one) => one, { ...time, phone_number_settings: {} }],
  ];
  const spoilt = fc
    .record({ base: fc.constantFrom(...elements), odd: fc.dictionary(key, wire, { maxKeys: 2 }) })
    .map(({ base: [field, wrap, element], odd }) => ({
      entryId: '51',
      field,
      value: wrap({ ...element, ...odd }),
    }));
  const odd = (value: fc.Arbitrary<unknown>) =>
    fc.record({ entryId: fc.string(), field: fc.constantFrom(...FIELDS), value });

  it('throws for no input, and loses none', () => {
    const change = fc.oneof(spoilt, odd(wire), odd(fc.jsonValue()), odd(fc.anything()));
    fc.assert(
      fc.property(change, (one) => {
        const { events, unknown } = metaEvents(one);
        expect(events.length).toBeGreaterThan(0);
        expect(events.filter(({ kind }) => kind === 'unknown')).toHaveLength(unknown);
        expect(events.filter(({ dedupeKey }) => dedupeKey === '')).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('gives copies the same keys, in whatever order theirs are', () => {
    fc.assert(
      fc.property(fc.oneof(spoilt, odd(wire), odd(fc.jsonValue())), (change) => {
        const keysOf = (value: unknown) =>
          metaEvents({ ...change, value }).events.map(({ dedupeKey }) => dedupeKey);
        const keys = keysOf(change.value);
        expect(keysOf(turned(change.value))).toEqual(keys);
        expect(keysOf(structuredClone(change.value))).toEqual(keys);
      }),
      { numRuns: 300 },
    );
  });
});
