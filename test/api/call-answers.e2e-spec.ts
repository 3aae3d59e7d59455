import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeId } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { ANSWER, OFFER } from '../simulator/support/business-sdp.js';
import { errorCode, graphql } from '../support/graphql-client.js';
import { SignallingWorld } from '../support/signalling-world.js';

/** JSON of another process, read by tests that know its form. */
type Json = ReturnType<typeof JSON.parse>;

const REFUSED = `__typename ... on MutationError { code message }
  ... on CallRefusal { metaError { code } failed: call { state } }`;
const PLACE = `mutation ($input: PlaceCallInput!) { placeCall(input: $input) {
  ${REFUSED} ... on PlaceCallSuccess { call { id state } } } }`;
const ACCEPT = `mutation ($input: AcceptCallInput!) { acceptCall(input: $input) { ${REFUSED} } }`;
const REJECT = `mutation ($input: RejectCallInput!) { rejectCall(input: $input) {
  ${REFUSED} ... on RejectCallSuccess { call { state } } } }`;
const TERMINATE = `mutation ($input: TerminateCallInput!) { terminateCall(input: $input) {
  ${REFUSED} ... on TerminateCallSuccess { call { state } } } }`;

const CONSUMERS = Array.from({ length: 16 }, (_, i) => `2547000021${String(i).padStart(2, '0')}`);
const nextConsumer = (): string => CONSUMERS.pop()!;
const NO_ACCESS = { status: 401, code: 190 };

let world: SignallingWorld;
beforeAll(async () => {
  // Meta answers after this are answers that never came.
  const api = { META_GRAPH_TIMEOUT_MS: '250' };
  world = await SignallingWorld.start({ consumers: CONSUMERS, api });
}, 60_000);
afterAll(() => world.stop());

const acme = () => world.two.acme;
const phoneNumberId = (): string => acme().numbers[0]!.phoneNumberId;

const fault = (consumer: string, faults: Json): Promise<Json> =>
  world.sim('POST', '/faults/rules', { match: { consumer }, ...faults });

const place = (waId: string): Promise<Json> => {
  const media = { mode: 'PASSTHROUGH', sdpOffer: OFFER };
  const input = { phoneNumberId: phoneNumberId(), consumer: { waId }, media };
  return world.ask(acme(), PLACE, { input });
};

/** A user calls Acme; our call, once it is offered to the tenant. */
async function offered(consumer: string) {
  const wacid = await world.userCalls(consumer, phoneNumberId());
  const row = await world.row({ wacid }, ({ facts }) => facts.asked.told.includes('call.connect'));
  return { wacid, id: String(row.id), callId: encodeId('call', String(row.id)) };
}

const actions = async (wacid: string): Promise<string[]> =>
  (await world.askedOf(wacid)).map(({ action }) => action);

const toldOf = async (callId: string, type: string): Promise<Json> =>
  (await world.told(callId)).find(({ event_type }) => event_type === type)?.payload;

describe('a call whose connect Meta leaves unanswered', () => {
  const unanswered = { action: 'connect', timeoutMs: 2000, applied: true };

  it('is answered for when it shows itself, and not before', async () => {
    const consumer = nextConsumer();
    await fault(consumer, { graph: [unanswered] });
    const { call } = await place(consumer);
    const row = await world.row({ callId: call.id }, ({ facts }) => facts.facts.connect_unknown);
    expect(['CONNECTING', 'RINGING', 'IN_PROGRESS']).toContain(call.state);
    await world.row({ callId: call.id }, ({ state }) => state === 'IN_PROGRESS');
    await eventually(() => toldOf(String(row.id), 'call.ringing'));
    await world.ask(acme(), TERMINATE, { input: { callId: call.id } });
  });

  it('is answered for within 8 s when nobody hears of it, and its end says what Meta said', async () => {
    const consumer = nextConsumer();
    const never = { ...unanswered, applied: false };
    await fault(consumer, { graph: [never] });
    const startedAt = performance.now();
    const { __typename, call } = await place(consumer);
    const seconds = (performance.now() - startedAt) / 1000;
    expect([__typename, call.state]).toEqual(['PlaceCallSuccess', 'UNCONFIRMED']);
    expect(seconds).toBeGreaterThan(6);
    // It is due at eight: a busy machine may be a little slower.
    expect(seconds).toBeLessThan(9);
    await world.pass(61_000);
    const row = await world.row({ callId: call.id }, ({ ended_at }) => ended_at !== null);
    expect(await toldOf(String(row.id), 'call.terminated')).toMatchObject({
      state: 'FAILED',
      code: 'META_OUTCOME_UNKNOWN',
      refusal: null,
    });
  }, 20_000);

  it('and that fails later ends with the word of the refusal as its code', async () => {
    const consumer = nextConsumer();
    await fault(consumer, { media: { breaks: { code: 138_020 } } });
    const { call } = await place(consumer);
    const row = await world.row({ callId: call.id }, ({ ended_at }) => ended_at !== null);
    expect(row.end_code).toBe('META_138020');
    expect(await toldOf(String(row.id), 'call.terminated')).toMatchObject({
      code: 'CALL_SETUP_FAILED',
      refusal: { code: 'CALL_SETUP_FAILED' },
      metaError: { code: 138_020 },
    });
  });
});

describe('what Meta refuses of a call that is there', () => {
  it('an answer: the tenant is told, the call is rejected at Meta, and has failed', async () => {
    const consumer = nextConsumer();
    await fault(consumer, { graph: [{ action: 'accept', status: 400, code: 100 }] });
    const { wacid, id, callId } = await offered(consumer);
    const told = await world.ask(acme(), ACCEPT, { input: { callId, sdpAnswer: ANSWER } });
    expect(told).toMatchObject({ code: 'META_PARAMETER_REFUSED', metaError: { code: 100 } });
    const row = await world.row({ wacid }, ({ ended_at }) => ended_at !== null);
    expect([row.state, row.end_code, row.termination_cause]).toEqual([
      'FAILED',
      'REFUSED_BY_META',
      'ANSWER_NOT_TAKEN',
    ]);
    expect(await actions(wacid)).toEqual(['accept', 'reject']);
    expect((await toldOf(id, 'call.terminated')).code).toBe('META_PARAMETER_REFUSED');
  });

  it('a reject: the tenant is told, and it is tried until Meta takes it', async () => {
    const consumer = nextConsumer();
    await fault(consumer, { graph: [{ action: 'reject', ...NO_ACCESS }] });
    const { wacid, id, callId } = await offered(consumer);
    const told = await world.ask(acme(), REJECT, { input: { callId } });
    expect(told).toMatchObject({
      __typename: 'MetaAccessLost',
      metaError: { code: 190 },
      failed: { state: 'OFFERED' },
    });
    const row = await world.row({ wacid }, ({ ended_at }) => ended_at !== null);
    expect([row.state, row.meta_error]).toEqual(['REJECTED', null]);
    expect(await actions(wacid)).toEqual(['reject', 'reject']);
    expect(await toldOf(id, 'call.terminated')).toMatchObject({ code: null, refusal: null });
  });

  it('a terminate: the tenant is told, and it is tried until Meta takes it', async () => {
    const consumer = nextConsumer();
    await fault(consumer, { graph: [{ action: 'terminate', ...NO_ACCESS, times: 2 }] });
    const { wacid, callId } = await offered(consumer);
    await world.ask(acme(), ACCEPT, { input: { callId, sdpAnswer: ANSWER } });
    const told = await world.ask(acme(), TERMINATE, { input: { callId } });
    expect(told).toMatchObject({ __typename: 'MetaAccessLost', failed: { state: 'IN_PROGRESS' } });
    const row = await world.row({ wacid }, ({ facts }) => facts.facts.terminated !== undefined);
    expect([row.state, row.termination_cause]).toEqual(['COMPLETED', 'TENANT_HUNG_UP']);
    expect(await actions(wacid)).toEqual(['accept', 'terminate', 'terminate', 'terminate']);
    const again = await world.ask(acme(), TERMINATE, { input: { callId } });
    expect(again).toMatchObject({ __typename: 'TerminateCallSuccess' });
    const foreign = await graphql(world.api, world.two.globex.token, TERMINATE, { input: { callId } }); // prettier-ignore
    expect(errorCode(foreign)).toBe('NOT_FOUND');
  });

  it('a terminate, for ever: the call ends here, and holds its place no more', async () => {
    const consumer = nextConsumer();
    await fault(consumer, { graph: [{ action: 'terminate', ...NO_ACCESS, times: 'always' }] });
    const { wacid, id, callId } = await offered(consumer);
    await world.ask(acme(), ACCEPT, { input: { callId, sdpAnswer: ANSWER } });
    await world.ask(acme(), TERMINATE, { input: { callId } });
    await world.pass(301_000);
    const row = await world.row({ wacid }, ({ ended_at }) => ended_at !== null);
    expect([row.state, row.end_code]).toEqual(['FAILED', 'TERMINATE_UNCONFIRMED']);
    expect(await toldOf(id, 'call.terminated')).toMatchObject({ terminationCause: 'TENANT_HUNG_UP' }); // prettier-ignore
  });
});

describe('a call that the tenant has rejected', () => {
  const reject = (callId: string): Promise<Json> =>
    world.ask(acme(), REJECT, { input: { callId } });

  it('is rejected again without a word, and Meta is asked once', async () => {
    const { wacid, id, callId } = await offered(nextConsumer());
    const first = await reject(callId);
    expect(first).toMatchObject({ __typename: 'RejectCallSuccess' });
    await world.row({ wacid }, ({ ended_at }) => ended_at !== null);
    const rejected = { __typename: 'RejectCallSuccess', call: { state: 'REJECTED' } };
    expect(await reject(callId)).toEqual(rejected);
    expect(await Promise.all([reject(callId), reject(callId)])).toEqual([rejected, rejected]);
    expect(await actions(wacid)).toEqual(['reject']);
    const ends = (await world.told(id)).filter((one) => one.event_type === 'call.terminated');
    expect(ends).toHaveLength(1);
    const foreign = await graphql(world.api, world.two.globex.token, REJECT, { input: { callId } });
    expect(errorCode(foreign)).toBe('NOT_FOUND');
  });

  it('is no word about a call that ended otherwise, or that somebody has answered', async () => {
    const canceled = await offered(nextConsumer());
    await world.sim('POST', `/calls/${canceled.wacid}/hangup`, {});
    await world.row({ wacid: canceled.wacid }, ({ ended_at }) => ended_at !== null);
    expect(await reject(canceled.callId)).toMatchObject({ __typename: 'CallNotRinging' });

    const answered = await offered(nextConsumer());
    await world.ask(acme(), ACCEPT, { input: { callId: answered.callId, sdpAnswer: ANSWER } });
    expect(await reject(answered.callId)).toMatchObject({ __typename: 'CallNotRinging' });
    await world.ask(acme(), TERMINATE, { input: { callId: answered.callId } });
    await world.row({ wacid: answered.wacid }, ({ ended_at }) => ended_at !== null);
    expect(await reject(answered.callId)).toMatchObject({ __typename: 'CallNotRinging' });
  });

  it('is rejected again also when Meta never took it, and its window has closed', async () => {
    const consumer = nextConsumer();
    await fault(consumer, { graph: [{ action: 'reject', ...NO_ACCESS, times: 'always' }] });
    const { wacid, callId } = await offered(consumer);
    expect(await reject(callId)).toMatchObject({ __typename: 'MetaAccessLost' });
    await world.pass(61_000);
    await world.row({ wacid }, ({ ended_at }) => ended_at !== null);
    expect(await reject(callId)).toEqual({
      __typename: 'RejectCallSuccess',
      call: { state: 'REJECTED' },
    });
  });
});
