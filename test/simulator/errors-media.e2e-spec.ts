import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import type { BusinessPeer } from './support/business-peer.js';
import { ANSWER } from './support/business-sdp.js';
import { CallDesk } from './support/call-desk.js';
import { AMINA, NUMBER, SimulatorKit } from './support/simulator-kit.js';

describe('calls whose media fails', () => {
  let desk: CallDesk;
  beforeAll(async () => {
    desk = new CallDesk(
      await SimulatorKit.open({
        SIM_FIRST_MEDIA_TIMEOUT_MS: '900',
        SIM_MEDIA_TIMEOUT_MS: '700',
      }),
    );
  });
  afterEach(async () => {
    await Promise.all(desk.kit.peers.splice(0).map((peer) => peer.close()));
    await desk.kit.control('POST', '/reset');
  });
  afterAll(() => desk.kit.close());

  interface Answering {
    readonly media?: Record<string, unknown>;
    readonly role?: 'client' | 'server';
    /** What must have come up before the call is accepted: the time-outs count from there. */
    readonly until?: () => boolean;
  }

  /** A user's call that a business answers with a peer of its own. */
  async function answerWith(peer: BusinessPeer, how: Answering = {}): Promise<string> {
    const { media = {}, role = 'client', until = () => true } = how;
    const wacid = await desk.kit.userCalls(AMINA, NUMBER, { faults: { media } });
    const { element } = await desk.told(wacid, 'connect');
    const session = { sdp_type: 'answer', sdp: await peer.answer(element.session.sdp, role) };
    await desk.act({ action: 'pre_accept', call_id: wacid, session });
    await eventually(until);
    await desk.act({ action: 'accept', call_id: wacid, session });
    return wacid;
  }

  async function expectFailure(wacid: string, code: number): Promise<void> {
    const webhook = await eventually(() => desk.kit.sink.find(wacid, 'terminate'), {
      within: 5000,
    });
    expect(webhook.element).toMatchObject({ status: 'FAILED', duration: expect.any(Number) });
    expect(webhook.value.errors).toMatchObject([{ code }]);
    expect((await desk.kit.call(wacid)).end).toMatchObject({ by: 'media', errorCode: code });
  }

  it('F-ERRORS-26 138019: ICE comes up and DTLS does not', async () => {
    const peer = desk.kit.peer();
    // As a DTLS server the business waits for a ClientHello that Meta never sends.
    const wacid = await answerWith(peer, { role: 'server', until: () => peer.isIceConnected });
    await expectFailure(wacid, 138019);
  });

  it("F-ERRORS-27 138020: the user's side never answers a check of the business", async () => {
    const wacid = await answerWith(desk.kit.peer(), { media: { iceNever: true } });
    await expectFailure(wacid, 138020);
  });

  it('F-ERRORS-28 138021: connected, and nothing comes from the business for 20 s', async () => {
    const peer = desk.kit.peer();
    const wacid = await answerWith(peer, { until: () => peer.isConnected });
    await expectFailure(wacid, 138021);
  });

  it('F-ERRORS-29 138021: the business falls silent for 30 s in the middle of a call', async () => {
    const peer = desk.kit.peer();
    const wacid = await answerWith(peer, { until: () => peer.isConnected });
    peer.speak();
    await eventually(async () => (await desk.kit.call(wacid)).media.heard.count > 5);
    await peer.close();
    await expectFailure(wacid, 138021);
  });

  it('F-ERRORS-30 138022: nothing comes from the user for 30 s while the business talks', async () => {
    const peer = desk.kit.peer();
    const wacid = await answerWith(peer, {
      media: { mute: true },
      until: () => peer.isConnected,
    });
    peer.speak();
    await expectFailure(wacid, 138022);
  });

  it('F-ERRORS-31 138023: accepted, and the business never begins to connect', async () => {
    const call_id = await desk.kit.userCalls(AMINA, NUMBER);
    const session = { sdp_type: 'answer', sdp: ANSWER };
    await desk.act({ action: 'accept', call_id, session });
    await expectFailure(call_id, 138023);
  });

  it('F-ERRORS-32 calls without media never fail by it', async () => {
    const call_id = await desk.talk();
    const failing = await desk.kit.userCalls('256700000102', NUMBER);
    const session = { sdp_type: 'answer', sdp: ANSWER };
    await desk.act({ action: 'accept', call_id: failing, session });
    await expectFailure(failing, 138023);
    expect((await desk.kit.call(call_id)).state).toBe('ACCEPTED');
  });
});
