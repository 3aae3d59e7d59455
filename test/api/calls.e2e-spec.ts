import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeId } from '#patchbay/kernel';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const ABSENT = encodeId('call', '0199c000-0000-7000-8000-00000000dead');
const SDES_OFFER = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 40000 RTP/SAVP 111',
  `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${randomBytes(30).toString('base64')}`,
  'a=rtpmap:111 opus/48000/2',
  '',
].join('\r\n');

const CALL =
  'id direction state wacid endCode consumer { waId userId } phoneNumber { phoneNumberId }';
const PLACE = `mutation ($input: PlaceCallInput!) {
  placeCall(input: $input) {
    __typename
    ... on PlaceCallSuccess { sdpAnswer call { ${CALL} } }
    ... on MutationError { code message }
    ... on CallRefusal { verdicts { rule isAllowed reason retryAt } }
    ... on MediaUnavailable { call { ${CALL} } }
    ... on MediaModeNotSupported { mode }
  }
}`;
const COMMANDS = {
  acceptCall: `mutation ($id: CallID!, $sdp: String! = "${SDES_OFFER.replaceAll('\r\n', '\\n')}") {
    acceptCall(input: { callId: $id, sdpAnswer: $sdp }) {
      __typename ... on MutationError { code message } ... on CallNotRinging { state } } }`,
  rejectCall: `mutation ($id: CallID!) { rejectCall(input: { callId: $id }) {
      __typename ... on MutationError { code message } ... on CallNotRinging { state } } }`,
  terminateCall: `mutation ($id: CallID!) { terminateCall(input: { callId: $id }) {
      __typename ... on MutationError { code } ... on TerminateCallSuccess { call { id state } } } }`,
};
const READS = {
  call: `query ($id: CallID!) { call(id: $id) { ${CALL} } }`,
  callTimeline: `query ($id: CallID!) { callTimeline(callId: $id) { id seq kind actor state at } }`,
};
const LIST = `query ($first: Int! = 50, $after: String, $filter: CallFilter) {
  calls(first: $first, after: $after, filter: $filter) {
    edges { node { id state } } pageInfo { hasNextPage endCursor } } }`;

describe('calls', () => {
  let api: TestApp;
  let two: TwoTenants;
  /** A call of Acme's that ended at once, because there is no media node here. */
  let failed: { id: string };

  const place = (changes: object = {}, token = two.acme.token) =>
    graphql(api, token, PLACE, {
      input: {
        phoneNumberId: two.acme.numbers[0]!.phoneNumberId,
        consumer: { waId: '254700000101' },
        media: { mode: 'SDES', sdpOffer: SDES_OFFER },
        ...changes,
      },
    });

  beforeAll(async () => {
    api = await createTestApp();
    two = await twoTenants(api);
    failed = expectSuccess(await place(), 'MediaUnavailable').call;
  });
  afterAll(() => api.close());

  it('are refused with MediaUnavailable when no node takes them, and are there to be read', async () => {
    const call = expectSuccess(await graphql(api, two.acme.token, READS.call, { id: failed.id }));

    expect(call).toEqual({
      id: expect.stringMatching(/^call_/),
      direction: 'BUSINESS_INITIATED',
      state: 'FAILED',
      wacid: null,
      endCode: expect.any(String),
      consumer: { waId: '254700000101', userId: null },
      phoneNumber: { phoneNumberId: two.acme.numbers[0]!.phoneNumberId },
    });
    const timeline = await graphql(api, two.acme.token, READS.callTimeline, { id: failed.id });
    const [first, ...rest] = expectSuccess(timeline);
    expect(first).toEqual({
      id: expect.stringMatching(/^evt_/),
      seq: 1,
      kind: 'placed',
      actor: 'TENANT',
      state: expect.any(String),
      at: expect.stringMatching(/Z$/),
    });
    expect(rest.at(-1).state).toBe('FAILED');
  });

  it('are not admitted from a number on which calling is off, and every verdict is told', async () => {
    const input = {
      phoneNumberId: two.acme.numbers[1]!.phoneNumberId,
      idempotencyKey: 'not-admitted',
    };
    const answer = expectSuccess(await place(input), 'CallingNotEnabled');

    expect(answer).toMatchObject({
      code: 'CALLING_NOT_ENABLED',
      verdicts: expect.arrayContaining([
        { rule: 'number_enabled', isAllowed: false, reason: expect.any(String), retryAt: null },
      ]),
    });
    expect(expectSuccess(await place(input))).toEqual(answer);
  });

  it('are placed in the mode SDES only', async () => {
    expect(expectSuccess(await place({ media: { mode: 'TRUNK' } }))).toMatchObject({
      __typename: 'MediaModeNotSupported',
      code: 'MEDIA_MODE_NOT_SUPPORTED',
      mode: 'TRUNK',
    });
  });

  it('are BAD_USER_INPUT with a malformed consumer, SDP or callback data', async () => {
    for (const wrong of [
      { consumer: {} },
      { consumer: { waId: '+254 700' } },
      { media: { mode: 'SDES' } },
      { media: { mode: 'SDES', sdpOffer: 'nonsense' } },
      { bizOpaqueCallbackData: 'x'.repeat(513) },
    ]) {
      expect(errorCode(await place(wrong))).toBe('BAD_USER_INPUT');
    }
  });

  it('give the first answer again for the same idempotencyKey, and CONFLICT for another input', async () => {
    const input = { idempotencyKey: 'placed' };
    const [first, second] = await Promise.all([place(input), place(input)]);

    expect(expectSuccess(second)).toEqual(expectSuccess(first, 'MediaUnavailable'));
    const other = { idempotencyKey: 'placed', consumer: { waId: '254700000102' } };
    expect(errorCode(await place(other))).toBe('CONFLICT');
  });

  it('cannot be answered once they are over, and ending them again is no error', async () => {
    const command = (name: keyof typeof COMMANDS) =>
      graphql(api, two.acme.token, COMMANDS[name], { id: failed.id });

    for (const name of ['acceptCall', 'rejectCall'] as const) {
      expect(expectSuccess(await command(name))).toMatchObject({
        __typename: 'CallNotRinging',
        code: 'CALL_NOT_RINGING',
        state: 'FAILED',
      });
    }
    expect(expectSuccess(await command('terminateCall'), 'TerminateCallSuccess').call).toEqual({
      id: failed.id,
      state: 'FAILED',
    });
  });

  it('of another tenant answer as calls that do not exist', async () => {
    for (const [name, document] of Object.entries({ ...READS, ...COMMANDS })) {
      const foreign = await graphql(api, two.globex.token, document, { id: failed.id });
      const random = await graphql(api, two.globex.token, document, { id: ABSENT });

      expect({ name, ...foreign }).toEqual({ name, ...random });
      expect(errorCode(foreign)).toBe('NOT_FOUND');
    }
    const from = (phoneNumberId: string) => place({ phoneNumberId }, two.globex.token);
    const foreign = await from(two.acme.numbers[0]!.phoneNumberId);
    expect(foreign).toEqual(await from('410000000009999'));
    expect(errorCode(foreign)).toBe('NOT_FOUND');
  });

  it('refuse an id of another kind', async () => {
    for (const document of Object.values({ ...READS, ...COMMANDS })) {
      const answer = await graphql(api, two.acme.token, document, { id: two.acme.publicId });
      expect(errorCode(answer)).toBe('BAD_USER_INPUT');
    }
  });

  it('are listed newest first, page by page, filtered, and only the tenant’s own', async () => {
    const { acme } = await twoTenants(api);
    const placed = await Promise.all(
      [0, 2, 0].map((i, index) => {
        // One number has one call with a consumer at a time.
        const consumer = { waId: `25470000011${index}` };
        return place({ phoneNumberId: acme.numbers[i]!.phoneNumberId, consumer }, acme.token);
      }),
    );
    const made = placed.map((answer) => expectSuccess(answer).call.id as string);
    // Ids sort as the instants they were made.
    const ids = made.toSorted().reverse();
    const list = async (
      variables: object,
    ): Promise<{ ids: string[]; pageInfo: { hasNextPage: boolean; endCursor: string } }> => {
      const page = expectSuccess(await graphql(api, acme.token, LIST, { ...variables }));
      return {
        ids: page.edges.map((edge: { node: { id: string } }) => edge.node.id),
        pageInfo: page.pageInfo,
      };
    };

    const first = await list({ first: 2 });
    expect(first.ids).toEqual(ids.slice(0, 2));
    expect(first.pageInfo).toMatchObject({ hasNextPage: true });
    const { endCursor } = first.pageInfo;
    expect((await list({ first: 2, after: endCursor })).ids).toEqual(ids.slice(2));
    const numberId = encodeId('phoneNumber', acme.numbers[2]!.id);
    expect((await list({ filter: { numberId } })).ids).toEqual([made[1]]);
    expect((await list({ filter: { states: ['FAILED'] } })).ids).toEqual(ids);
    expect((await list({ filter: { states: ['IN_PROGRESS'] } })).ids).toEqual([]);
    expect((await list({ filter: { direction: 'USER_INITIATED' } })).ids).toEqual([]);
    const foreign = encodeId('phoneNumber', two.globex.numbers[0]!.id);
    expect((await list({ filter: { numberId: foreign } })).ids).toEqual([]);
  });
});
