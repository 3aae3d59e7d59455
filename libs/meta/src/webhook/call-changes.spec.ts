import { describe, expect, it } from '@jest/globals';
import { type CallChange, callChanges, dedupeKeyOf } from './call-changes.js';

/** Forms as in https://developers.facebook.com/docs/whatsapp/cloud-api/calling/reference */

const ANA = { profile: { name: 'Ana' }, wa_id: '5511999990000', user_id: 'BR.1349' };
const OFFER = { sdp_type: 'offer', sdp: 'v=0\r\n' };
const ANSWER = { sdp_type: 'answer', sdp: 'v=0\r\n' };

function valueOf(value: object) {
  return {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550001111', phone_number_id: '106' },
    ...value,
  };
}

/** The only event of a value. */
function only(value: object): CallChange {
  const { events, unknown } = callChanges(valueOf(value))!;
  expect([events.length, unknown]).toEqual([1, 0]);
  return events[0]!;
}

const userConnect = {
  id: 'wacid.1',
  from: '5511999990000',
  to: '15550001111',
  from_user_id: 'BR.1349',
  event: 'connect',
  timestamp: '1790000000',
  direction: 'USER_INITIATED',
  session: OFFER,
};
const businessTerminate = {
  id: 'wacid.2',
  from: '15550001111',
  to: '5511999990000',
  event: 'terminate',
  direction: 'BUSINESS_INITIATED',
  timestamp: '1790000130',
  status: 'COMPLETED',
  start_time: '1790000010',
  end_time: '1790000130',
  duration: 120,
  biz_opaque_callback_data: 'pb1.call',
};

describe('a connect', () => {
  it('of a user brings the offer and who calls', () => {
    const links = { deeplink_payload: 'campaign=7', cta_payload: 'order=1522' };
    expect(only({ contacts: [ANA], calls: [{ ...userConnect, ...links }] })).toEqual({
      event: 'connect',
      wacid: 'wacid.1',
      atMs: 1_790_000_000_000,
      direction: 'USER_INITIATED',
      consumer: { waId: '5511999990000', userId: 'BR.1349', name: 'Ana' },
      sdp: 'v=0\r\n',
      deeplinkPayload: 'campaign=7',
      ctaPayload: 'order=1522',
    });
  });

  it('of the business brings the answer and what we gave with the call', () => {
    const call = {
      ...userConnect,
      from: '15550001111',
      to: '5511999990000',
      from_user_id: undefined,
      to_user_id: 'BR.1349',
      direction: 'BUSINESS_INITIATED',
      session: ANSWER,
      biz_opaque_callback_data: 'pb1.call',
      connection: { webrtc: { sdp: '{"sdp":"old form","type":"answer"}' } },
    };
    expect(only({ calls: [call] })).toEqual({
      event: 'connect',
      wacid: 'wacid.1',
      atMs: 1_790_000_000_000,
      direction: 'BUSINESS_INITIATED',
      consumer: { waId: '5511999990000', userId: 'BR.1349' },
      bizOpaqueCallbackData: 'pb1.call',
      sdp: 'v=0\r\n',
    });
  });

  it.each([
    ['an offer', { session: OFFER }, 'USER_INITIATED'],
    ['an answer', { session: ANSWER }, 'BUSINESS_INITIATED'],
    ['its caller', { session: undefined, from: '15550001111' }, 'BUSINESS_INITIATED'],
    ['nothing', { session: undefined }, 'USER_INITIATED'],
  ])('without a direction has the one that follows from %s', (_, change, direction) => {
    const call = { ...userConnect, direction: undefined, ...change };
    expect(only({ calls: [call] })).toMatchObject({ direction });
  });
});

describe('the consumer', () => {
  it('may be known by the business-scoped user id alone', () => {
    const call = { ...userConnect, from: undefined };
    expect(only({ calls: [call] }).consumer).toEqual({ userId: 'BR.1349' });
    const contacts = [{ profile: { username: 'ana.s' }, user_id: 'BR.1349' }];
    const named = { userId: 'BR.1349', username: 'ana.s' };
    expect(only({ contacts, calls: [call] }).consumer).toEqual(named);
  });

  it('is completed by the contact with the same number or id', () => {
    const other = { profile: { name: 'Ben' }, wa_id: '254700000101', user_id: 'KE.1' };
    const contacts = [other, ANA];
    const byNumber = { ...userConnect, from_user_id: undefined };
    const byId = { ...userConnect, from: undefined };
    for (const call of [byNumber, byId]) {
      expect(only({ contacts, calls: [call] }).consumer).toEqual({
        waId: '5511999990000',
        userId: 'BR.1349',
        name: 'Ana',
      });
    }
  });

  it('is never another one who happens to be in the same webhook', () => {
    const contacts = [
      { profile: { name: 'Ben' } },
      { profile: { name: 'Cleo' }, wa_id: '254700000101' },
    ];
    const call = { ...userConnect, from_user_id: undefined };
    expect(only({ contacts, calls: [call] }).consumer).toEqual({ waId: '5511999990000' });
  });

  it('is the only contact beside the only call, when the call names nobody', () => {
    const call = { ...userConnect, from: undefined, from_user_id: undefined };
    expect(only({ contacts: [ANA], calls: [call] }).consumer).toMatchObject({ name: 'Ana' });
    const { events } = callChanges(valueOf({ contacts: [ANA], calls: [call, call] }))!;
    expect(events.map(({ consumer }) => consumer)).toEqual([{}, {}]);
  });
});

describe('a status', () => {
  it.each(['RINGING', 'ACCEPTED', 'REJECTED', 'Ringing'])('%s is of a business call', (status) => {
    const statuses = [
      {
        id: 'wacid.2',
        timestamp: '1790000003',
        type: 'call',
        status,
        recipient_id: '5511999990000',
        recipient_user_id: 'BR.1349',
        biz_opaque_callback_data: 'pb1.call',
      },
    ];
    expect(only({ statuses })).toEqual({
      event: 'status',
      status: status.toUpperCase(),
      wacid: 'wacid.2',
      atMs: 1_790_000_003_000,
      direction: 'BUSINESS_INITIATED',
      consumer: { waId: '5511999990000', userId: 'BR.1349' },
      bizOpaqueCallbackData: 'pb1.call',
    });
  });
});

describe('a terminate', () => {
  it('of a call that was answered has its times', () => {
    expect(only({ contacts: [], calls: [businessTerminate] })).toEqual({
      event: 'terminate',
      wacid: 'wacid.2',
      atMs: 1_790_000_130_000,
      direction: 'BUSINESS_INITIATED',
      consumer: { waId: '5511999990000' },
      bizOpaqueCallbackData: 'pb1.call',
      isFailed: false,
      startedAtMs: 1_790_000_010_000,
      endedAtMs: 1_790_000_130_000,
      durationSeconds: 120,
    });
  });

  it('has the same times as integers and as texts', () => {
    const integers = {
      ...businessTerminate,
      timestamp: 1790000130,
      start_time: 1790000010,
      end_time: 1790000130,
      duration: '120',
    };
    expect(only({ calls: [integers] })).toEqual(only({ calls: [businessTerminate] }));
  });

  it('of a call that was not answered has none', () => {
    const { start_time, end_time, duration, ...unanswered } = businessTerminate;
    expect([start_time, end_time, duration]).not.toContain(undefined);
    const event = only({ calls: [unanswered] });
    expect(event).not.toHaveProperty('durationSeconds');
    expect(event).not.toHaveProperty('startedAtMs');
  });

  it.each(['FAILED', 'Failed', ['FAILED']])('that says %j has failed', (status) => {
    const errors = [
      {
        code: 138021,
        message: 'Media receive timeout',
        href: 'https://developers.facebook.com/',
        error_data: { details: 'no packets' },
      },
    ];
    expect(only({ calls: [{ ...businessTerminate, status }], errors })).toMatchObject({
      isFailed: true,
      error: { code: 138021, title: 'Media receive timeout' },
    });
  });

  it.each([
    { duration: null },
    { duration: -1 },
    { start_time: 'soon', end_time: null },
    { status: 7 },
    { direction: 'SIDEWAYS' },
    { from_user_id: '' },
    { biz_opaque_callback_data: null },
  ])('is not lost for %j', (change) => {
    expect(only({ calls: [{ ...businessTerminate, ...change }] })).toMatchObject({
      event: 'terminate',
      direction: 'BUSINESS_INITIATED',
    });
  });

  it.each([
    { contacts: 'none' },
    { contacts: [null] },
    { errors: [{ code: 'x' }] },
    { errors: {} },
  ])('is not lost beside %j', (beside) => {
    expect(only({ ...beside, calls: [businessTerminate] })).toMatchObject({ event: 'terminate' });
  });
});

describe('a value of the field calls', () => {
  it('may hold many events; what is not known is counted, not lost with the rest', () => {
    const calls = [
      userConnect,
      { ...userConnect, id: 'wacid.3', event: 'call_created', session: undefined },
      { id: 'wacid.4', timestamp: '1790000190', event: 'call_recording_available' },
      { id: '', event: 'connect', timestamp: '1790000000' },
      { id: 'wacid.5', event: 'connect', timestamp: 'noon' },
      null,
      businessTerminate,
    ];
    const statuses = [{ id: 'wacid.2', timestamp: '1790000003', status: 'WHISTLING' }];
    const found = callChanges(valueOf({ calls, statuses }))!;
    expect(found.phoneNumberId).toBe('106');
    expect(found.events.map(({ wacid, event }) => [wacid, event])).toEqual([
      ['wacid.1', 'connect'],
      ['wacid.2', 'terminate'],
    ]);
    expect(found.unknown).toBe(6);
  });

  it('may hold none', () => {
    expect(callChanges(valueOf({}))).toEqual({ phoneNumberId: '106', events: [], unknown: 0 });
  });

  it.each([null, 'text', [], {}, { metadata: {} }, { metadata: { phone_number_id: '' } }])(
    'is not %j',
    (value) => {
      expect(callChanges(value)).toBeUndefined();
    },
  );
});

describe('the key of duplicates', () => {
  const key = (change: object) =>
    dedupeKeyOf('106', only({ calls: [{ ...userConnect, ...change }] }));

  it('is the same for copies, whichever app brought them', () => {
    expect(key({ biz_opaque_callback_data: 'x' })).toBe(key({}));
  });

  it.each([{ id: 'wacid.9' }, { event: 'terminate' }, { timestamp: '1790000001' }])(
    'is another one for %j',
    (change) => {
      expect(key(change)).not.toBe(key({}));
    },
  );

  it('is another one for another number and another status', () => {
    const status = (text: string) =>
      only({ statuses: [{ id: 'wacid.2', timestamp: '1790000003', status: text }] });
    expect(dedupeKeyOf('106', status('RINGING'))).not.toBe(dedupeKeyOf('106', status('ACCEPTED')));
    expect(dedupeKeyOf('106', status('RINGING'))).not.toBe(dedupeKeyOf('107', status('RINGING')));
  });
});
