import { encodeId } from '#patchbay/kernel';
import type { EventType } from './event-types.js';

type Data = Readonly<Record<string, unknown>>;

const CALL_ID = encodeId('call', '00000000-0000-7000-8000-000000000001');
const EXPORT_ID = encodeId('callExport', '00000000-0000-7000-8000-000000000003');
const ENDPOINT_ID = encodeId('endpoint', '00000000-0000-7000-8000-000000000002');

const NUMBER: Data = {
  wabaId: '510000000000001',
  phoneNumberId: '410000000000001',
  displayPhoneNumber: '447700900101',
};

// No key opens anything: the example has no call behind it.
const SDP = [
  'v=0',
  'o=- 1 1 IN IP4 192.0.2.1',
  's=-',
  'c=IN IP4 192.0.2.1',
  't=0 0',
  'm=audio 40000 RTP/SAVP 111 101',
  'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:101 telephone-event/48000',
  'a=sendrecv',
  '',
].join('\r\n');

const CALL: Data = {
  callId: CALL_ID,
  wacid: 'wacid.RVhBTVBMRQ==',
  ...NUMBER,
  bizOpaqueCallbackData: null,
  consumer: { waId: '254700000101', userId: 'KE.12340000000000101', name: 'Amina Odhiambo' },
};
const OF_PAIR: Data = {
  phoneNumberId: NUMBER.phoneNumberId,
  displayPhoneNumber: NUMBER.displayPhoneNumber,
  consumer: CALL.consumer,
};
const FROM_USER: Data = { ...CALL, direction: 'USER_INITIATED' };
const FROM_BUSINESS: Data = { ...CALL, direction: 'BUSINESS_INITIATED' };

const EXPORT: Data = { exportId: EXPORT_ID, format: 'CSV' };

const ANSWER_WINDOW_MS = 60_000;
const TALK_SECONDS = 60;
const DAY_MS = 86_400_000;

function connect(now: Date): Data {
  return {
    ...FROM_USER,
    state: 'OFFERED',
    sequence: 2,
    deadlineAt: new Date(now.getTime() + ANSWER_WINDOW_MS).toISOString(),
    sdp: { type: 'offer', sdp: SDP },
  };
}

function terminated(now: Date): Data {
  return {
    ...FROM_USER,
    state: 'COMPLETED',
    sequence: 9,
    code: null,
    metaError: null,
    answeredAt: new Date(now.getTime() - TALK_SECONDS * 1000).toISOString(),
    endedAt: now.toISOString(),
    billableSeconds: TALK_SECONDS,
  };
}

const EXAMPLES: Partial<Readonly<Record<EventType, (now: Date) => Data>>> = {
  'call.connect': connect,
  'call.ringing': () => ({ ...FROM_BUSINESS, state: 'RINGING', sequence: 4 }),
  'call.accepted': () => ({ ...FROM_BUSINESS, state: 'ACCEPTED', sequence: 6 }),
  'call.rejected': () => ({ ...FROM_BUSINESS, state: 'REJECTED', sequence: 5 }),
  'call.terminated': terminated,
  'call.permission.updated': (now) => ({
    ...OF_PAIR,
    state: 'TEMPORARY',
    previousState: 'REQUESTED',
    source: 'REQUEST',
    expiresAt: new Date(now.getTime() + 7 * DAY_MS).toISOString(),
    requestMessageId: 'wamid.RVhBTVBMRQ==',
    wacid: null,
    next: 'MAY_CALL',
    nextAt: null,
  }),
  'call.permission.nudge': () => ({
    ...OF_PAIR,
    state: 'PERMANENT',
    unanswered: 2,
    revokedAt: 4,
    next: 'MAY_CALL',
    nextAt: null,
  }),
  'call_export.done': (now) => ({
    ...EXPORT,
    state: 'DONE',
    rows: 1200,
    bytes: 262_144,
    expiresAt: new Date(now.getTime() + 7 * DAY_MS).toISOString(),
  }),
  'call_export.failed': () => ({ ...EXPORT, state: 'FAILED', rows: 0, bytes: 0, expiresAt: null }),
  'phone_number.settings.updated': () => ({
    phoneNumberId: NUMBER.phoneNumberId,
    displayPhoneNumber: NUMBER.displayPhoneNumber,
    calling: { status: 'ENABLED', callIconVisibility: 'DEFAULT' },
    updated: ['callIconVisibility'],
  }),
  'phone_number.restricted': (now) => ({
    phoneNumberId: NUMBER.phoneNumberId,
    displayPhoneNumber: NUMBER.displayPhoneNumber,
    restrictions: [
      {
        type: 'RESTRICTED_BUSINESS_INITIATED_CALLING',
        remediation: null,
        expiresAt: new Date(now.getTime() + DAY_MS).toISOString(),
      },
    ],
  }),
  'signup.state.changed': () => ({
    wabaId: NUMBER.wabaId,
    aspect: 'PARTNER',
    about: '',
    state: 'ADDED',
    previousState: null,
    detail: {},
  }),
  'endpoint.failing': (now) => ({
    endpointId: ENDPOINT_ID,
    percent: 50,
    failures: 50,
    failingSince: now.toISOString(),
  }),
  'endpoint.disabled': (now) => ({
    endpointId: ENDPOINT_ID,
    reason: 'FAILING',
    disabledAt: now.toISOString(),
    failures: 100,
    failingSince: now.toISOString(),
  }),
};

/** `data` of an example of the event, as if it happened now; of types that nothing sends yet, nothing. */
export function exampleData(type: EventType, now: Date): Data {
  return EXAMPLES[type]?.(now) ?? {};
}
