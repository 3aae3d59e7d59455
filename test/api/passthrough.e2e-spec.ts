import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeId } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { ANSWER, OFFER } from '../simulator/support/business-sdp.js';
import { SignallingWorld } from '../support/signalling-world.js';

const CALL = 'id state mediaMode terminationCause disconnectedBy ringSeconds talkSeconds';
const REFUSED = '... on MutationError { code message }';
const PLACE = `mutation ($input: PlaceCallInput!) { placeCall(input: $input) {
  __typename ${REFUSED} ... on PlaceCallSuccess { sdpAnswer sdpWarnings { code line } call { ${CALL} } } } }`;
const PRE_ACCEPT = `mutation ($input: PreAcceptCallInput!) { preAcceptCall(input: $input) {
  __typename ${REFUSED} ... on PreAcceptCallSuccess { call { ${CALL} } } } }`;
const ACCEPT = `mutation ($input: AcceptCallInput!) { acceptCall(input: $input) {
  __typename ${REFUSED} ... on AcceptCallSuccess { call { ${CALL} } }
  ... on AnswerWindowClosed { state deadlineAt } } }`;
const TERMINATE = `mutation ($input: TerminateCallInput!) { terminateCall(input: $input) {
  __typename ... on TerminateCallSuccess { call { ${CALL} } } } }`;
const TIMELINE = `query ($id: CallID!) { callTimeline(callId: $id) { kind actor graphRequestId fbtraceId } }`;

const [AMINA, BRIAN] = ['254700000101', '254700000102'];

let world: SignallingWorld;
beforeAll(async () => {
  world = await SignallingWorld.start({ consumers: [AMINA, BRIAN] });
}, 60_000);
afterAll(() => world.stop());

const acme = () => world.two.acme;
const number = () => acme().numbers[0]!;

/** A user calls Acme; our call, once it is offered to the tenant. */
async function offered(consumer = AMINA) {
  const wacid = await world.userCalls(consumer, number().phoneNumberId);
  const row = await world.row({ wacid }, ({ facts }) => facts.asked.told.includes('call.connect'));
  return { wacid, id: String(row.id), callId: encodeId('call', String(row.id)) };
}

const actions = async (wacid: string): Promise<string[]> =>
  (await world.sim('GET', `/calls/${wacid}`)).graphRequests.map(
    ({ action }: { action: string }) => action,
  );

describe('a call that is passed through', () => {
  it('of a user is offered with Meta’s own SDP, pre-accepted and accepted with the same answer', async () => {
    const { wacid, id, callId } = await offered();
    const [connect] = await world.told(id);
    expect(connect).toMatchObject({
      event_type: 'call.connect',
      sdp_kind: 'META_REMOTE',
      payload: { mediaMode: 'PASSTHROUGH', deadlineAt: expect.any(String) },
    });
    const input = { callId, sdpAnswer: ANSWER };
    expect(await world.ask(acme(), PRE_ACCEPT, { input })).toMatchObject({
      __typename: 'PreAcceptCallSuccess',
      call: { state: 'PRE_ACCEPTED', mediaMode: 'PASSTHROUGH' },
    });
    const other = { callId, sdpAnswer: ANSWER.replace('X1ho', 'Y2ip') };
    expect((await world.ask(acme(), ACCEPT, { input: other })).code).toBe('SDP_ANSWER_CHANGED');
    const captures = {
      bizOpaqueCallbackData: 'desk-7',
      recording: { purpose: 'quality review', announcementLanguage: 'en' },
      transcription: { purpose: 'quality review' },
    };
    expect(await world.ask(acme(), ACCEPT, { input: { ...input, ...captures } })).toMatchObject({
      __typename: 'AcceptCallSuccess',
      call: { state: 'IN_PROGRESS' },
    });
    expect(await actions(wacid)).toEqual(['pre_accept', 'accept']);
    await world.sim('POST', `/calls/${wacid}/hangup`);
    const row = await world.row({ wacid }, ({ ended_at }) => ended_at !== null);
    expect(row).toMatchObject({
      state: 'COMPLETED',
      media_mode: 'PASSTHROUGH',
      termination_cause: 'CONSUMER_HUNG_UP',
      disconnected_by: 'CONSUMER',
      biz_opaque_callback_data: 'desk-7',
      node_id: null,
      graph_request_id: expect.any(String),
    });
    expect(Number(row.ring_seconds) + Number(row.talk_seconds)).toBeLessThan(30);
    const lines = await world.ask(acme(), TIMELINE, { id: callId });
    expect(lines).toContainEqual({
      kind: 'accept_done',
      actor: 'PLATFORM',
      graphRequestId: row.graph_request_id,
      fbtraceId: expect.any(String),
    });
  });

  it('of a user is accepted at once, without pre-accept', async () => {
    const { wacid, callId } = await offered();
    await world.ask(acme(), ACCEPT, { input: { callId, sdpAnswer: ANSWER } });
    expect(await actions(wacid)).toEqual(['accept']);
    const ended = await world.ask(acme(), TERMINATE, { input: { callId } });
    expect(ended.__typename).toBe('TerminateCallSuccess');
    const row = await world.row({ wacid }, ({ facts }) => facts.facts.terminated !== undefined);
    expect([row.termination_cause, row.disconnected_by]).toEqual(['TENANT_HUNG_UP', 'TENANT']);
    // Once more is no error, and asks nothing of Meta.
    await world.ask(acme(), TERMINATE, { input: { callId } });
    expect(await actions(wacid)).toEqual(['accept', 'terminate']);
  });

  it('of a user is answered once, however often the same answer is given', async () => {
    const { wacid, callId } = await offered();
    const input = { callId, sdpAnswer: ANSWER };
    const other = { callId, sdpAnswer: ANSWER.replace('X1ho', 'Y2ip') };
    await world.ask(acme(), PRE_ACCEPT, { input });
    expect((await world.ask(acme(), PRE_ACCEPT, { input })).call.state).toBe('PRE_ACCEPTED');
    expect((await world.ask(acme(), PRE_ACCEPT, { input: other })).code).toBe('SDP_ANSWER_CHANGED');
    await world.ask(acme(), ACCEPT, { input });
    expect((await world.ask(acme(), ACCEPT, { input })).call.state).toBe('IN_PROGRESS');
    expect((await world.ask(acme(), ACCEPT, { input: other })).code).toBe('CALL_NOT_RINGING');
    await world.ask(acme(), TERMINATE, { input: { callId } });
    expect(await actions(wacid)).toEqual(['pre_accept', 'accept', 'terminate']);
    const ended = await world.ask(acme(), ACCEPT, { input });
    expect(['CALL_ENDED', 'CALL_NOT_RINGING']).toContain(ended.code);
  });

  it('of a user that many agents answer at once is the first one’s, and the others are told so', async () => {
    const { wacid, callId } = await offered();
    const answers = ['A1ho', 'B2ho', 'C3ho', 'D4ho'].map((one) => ANSWER.replace('X1ho', one));
    const outcomes: { code?: string }[] = await Promise.all(
      answers.map((sdpAnswer) => world.ask(acme(), ACCEPT, { input: { callId, sdpAnswer } })),
    );
    const codes = outcomes.map(({ code }) => code);
    const others = codes.filter((code) => code !== undefined);
    expect(others).toEqual(['CALL_NOT_RINGING', 'CALL_NOT_RINGING', 'CALL_NOT_RINGING']);
    const winner = answers[codes.indexOf(undefined)];
    const sdpAnswer = winner!;
    expect((await world.ask(acme(), ACCEPT, { input: { callId, sdpAnswer } })).__typename).toBe(
      'AcceptCallSuccess',
    );
    expect(await actions(wacid)).toEqual(['accept']);
    await world.ask(acme(), TERMINATE, { input: { callId } });
  });

  it('of a user cannot be answered with what Meta would refuse, and the line is named', async () => {
    const { wacid, callId } = await offered();
    const sdpAnswer = ANSWER.replace(/a=fingerprint:.*\r\n/, '');
    const asked = world.ask(acme(), ACCEPT, { input: { callId, sdpAnswer } });
    await expect(asked).rejects.toThrow(/fingerprint/);
    expect(await actions(wacid)).toEqual([]);
    await world.ask(acme(), TERMINATE, { input: { callId } });
  });

  it('of the business is placed with the tenant’s offer, and Meta’s answer is told', async () => {
    const input = {
      phoneNumberId: number().phoneNumberId,
      consumer: { waId: BRIAN },
      media: { mode: 'PASSTHROUGH', sdpOffer: OFFER },
      recording: { purpose: 'training', announcementLanguage: 'pt' },
    };
    const placed = await world.ask(acme(), PLACE, { input });
    expect(placed).toMatchObject({ __typename: 'PlaceCallSuccess' });
    const { id: callId } = placed.call;
    const row = await world.row({ callId }, ({ state }) => state === 'IN_PROGRESS');
    expect(row).toMatchObject({ media_mode: 'PASSTHROUGH', node_id: null });
    expect(row.options.recording).toEqual({ purpose: 'training', announcementLanguage: 'pt' });
    const told = await eventually(async () => {
      const all = await world.told(String(row.id));
      return all.some(({ event_type }) => event_type === 'call.accepted') ? all : undefined;
    });
    const connect = told.find(({ event_type }) => event_type === 'call.connect');
    expect(connect).toMatchObject({ sdp_kind: 'META_REMOTE' });
    await world.ask(acme(), TERMINATE, { input: { callId } });
    await world.row({ callId }, ({ facts }) => facts.facts.terminated !== undefined);
  });

  it('is refused with the deadline when the answer comes too late', async () => {
    const { wacid, callId } = await offered();
    world.isDraining = false;
    world.api.clock.setOffset(world.api.clock.offsetMs + 61_000);
    const late = await world.ask(acme(), ACCEPT, { input: { callId, sdpAnswer: ANSWER } });
    expect(late).toMatchObject({
      __typename: 'AnswerWindowClosed',
      code: 'ANSWER_WINDOW_CLOSED',
      deadlineAt: expect.any(String),
    });
    expect(await actions(wacid)).toEqual([]);
    world.isDraining = true;
  });
});
