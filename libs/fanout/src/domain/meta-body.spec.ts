import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { EventType } from './event-types.js';
import type { JoinedAtSending, StoredMessage } from './message-body.js';
import { metaBody } from './meta-body.js';

const CALL_ID = '01936a2c-5e80-7000-8000-000000000003';
const CONSUMER = {
  waId: '254700000101',
  userId: 'KE.12340000000000101',
  parentUserId: 'KE.ENT.90000000000001',
  name: 'Amina Odhiambo',
  username: 'amina.k',
};
const BY_BUTTON = { ctaPayload: 'order=1522', deeplinkPayload: null };
const BY_LINK = { ctaPayload: null, deeplinkPayload: 'campaign=7' };
const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n';
const ANSWERED = { answeredAt: '2026-09-21T14:11:10.000Z', endedAt: '2026-09-21T14:13:20.000Z' };

function message(type: EventType, data: object = {}): StoredMessage {
  return {
    id: '01936a2c-5e80-7000-8000-000000000001',
    type,
    tenantId: '01936a2c-5e80-7000-8000-000000000002',
    callId: CALL_ID,
    occurredAt: new Date(1_790_000_000_000),
    sdpKind: type === 'call.connect' ? 'TENANT_LOCAL' : null,
    data: {
      wacid: 'wacid.HBgMMjU0NzAwMDAwMTAxFQIAEhggRklYVFVSRQA=',
      wabaId: '510000000000001',
      phoneNumberId: '410000000000001',
      displayPhoneNumber: '447700900101',
      direction: 'USER_INITIATED',
      state: 'OFFERED',
      sequence: 2,
      bizOpaqueCallbackData: null,
      ...data,
    },
  };
}

const joined: JoinedAtSending = { sdp: undefined, consumer: CONSUMER };
const bodyOf = (told: StoredMessage, join = joined) => JSON.parse(metaBody(told, join));
const valueOf = (told: StoredMessage, join = joined) =>
  bodyOf(told, join).entry[0].changes[0].value;

function fixture(name: string): unknown {
  const file = `apps/simulator/fixtures/webhooks/calls.${name}.json`;
  // `connection` is from before general availability, beside `session`.
  return JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) =>
    key === 'connection' ? undefined : value,
  );
}

const OPAQUE = { direction: 'BUSINESS_INITIATED', bizOpaqueCallbackData: 'tenant7:call42' };
const ended = (state: string, rest: object) => message('call.terminated', { state, ...rest });
const metaError = (code: number, title: string) => ({
  code: `META_${code}`,
  metaError: { code, title, details: null, fbtraceId: null },
});

describe('metaBody', () => {
  it.each([
    ['connect.user-initiated', message('call.connect', BY_BUTTON), { ...joined, sdp: SDP }],
    ['connect.user-initiated.deeplink', message('call.connect', BY_LINK), { ...joined, sdp: SDP }],
    ['connect.business-initiated', message('call.connect', OPAQUE), { ...joined, sdp: SDP }],
    ['status.RINGING', message('call.ringing', OPAQUE), joined],
    ['status.ACCEPTED', message('call.accepted', OPAQUE), joined],
    ['status.REJECTED', message('call.rejected', OPAQUE), joined],
    [
      'terminate.completed',
      ended('COMPLETED', { ...OPAQUE, ...ANSWERED, billableSeconds: 130 }),
      joined,
    ],
    ['terminate.unanswered', ended('NO_ANSWER', { ...ANSWERED, answeredAt: null }), joined],
    [
      'terminate.failed',
      ended('FAILED', { ...OPAQUE, ...metaError(138_021, 'Media receive timeout') }),
      joined,
    ],
    [
      'terminate.no-payment',
      ended('FAILED', metaError(131_044, 'Business eligibility payment issue')),
      joined,
    ],
  ] as const)('is what Meta sends as %s', (name, told, join) => {
    expect(bodyOf(told, join)).toEqual(fixture(name));
  });

  it('is in the order of fields of Meta, for a reader of the text', () => {
    const text = metaBody(message('call.connect', BY_BUTTON), { ...joined, sdp: SDP });
    expect(text).toBe(JSON.stringify(fixture('connect.user-initiated')));
  });

  it('names a user who hides the number by the business-scoped id alone', () => {
    const hidden = { ...joined, consumer: { ...CONSUMER, waId: undefined } };
    expect(bodyOf(message('call.connect'), { ...hidden, sdp: SDP })).toEqual(
      fixture('connect.user-initiated.hidden-number'),
    );
  });

  it('says nothing of an erased user, and has no session once the SDP is wiped', () => {
    const value = valueOf(message('call.connect'), { sdp: undefined, consumer: {} });
    expect(value).not.toHaveProperty('contacts');
    expect(value.calls[0]).not.toHaveProperty('from');
    expect(value.calls[0]).not.toHaveProperty('session');
  });

  it('names a call that Meta never heard of by our id', () => {
    const [call] = valueOf(ended('FAILED', { wacid: null, code: 'MEDIA_UNAVAILABLE' })).calls;
    expect(call.id).toMatch(/^call_[0-9a-z]{26}$/);
    expect(call.status).toBe('FAILED');
  });

  it('has no errors for reasons of our own, and takes the code of Meta’s where the title is lost', () => {
    expect(valueOf(ended('FAILED', { code: 'MEDIA_UNAVAILABLE' }))).not.toHaveProperty('errors');
    const { errors } = valueOf(ended('FAILED', { code: 'META_138021' }));
    expect(errors).toMatchObject([{ code: 138_021, message: 'Call failed' }]);
  });

  it('is refused for what Meta has no webhook for', () => {
    expect(() => metaBody(message('call.dtmf'), joined)).toThrow('no webhook for call.dtmf');
  });
});
