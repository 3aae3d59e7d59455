import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import type { BusinessPeer } from './support/business-peer.js';
import {
  AMINA,
  BRIAN,
  COMFORT,
  DISABLED_NUMBER,
  GLOBEX_NUMBER,
  NUMBER,
  SimulatorKit,
} from './support/simulator-kit.js';

describe("the business's call", () => {
  let kit: SimulatorKit;
  beforeAll(async () => {
    kit = await SimulatorKit.open();
  });
  afterEach(async () => {
    await kit.reset();
    // Unanswered calls of one test would cost the next one its permission.
    await kit.control('POST', '/reset');
  });
  afterAll(() => kit.close());

  const connect = (sdp: string, over = {}) => ({
    action: 'connect',
    to: AMINA,
    session: { sdp_type: 'offer', sdp },
    biz_opaque_callback_data: 'pb1.call42',
    ...over,
  });

  async function place(peer: BusinessPeer): Promise<string> {
    const { body, status } = await kit.graph(NUMBER, connect(await peer.offer()));
    expect({ status, body }).toEqual({
      status: 200,
      body: { messaging_product: 'whatsapp', calls: [{ id: expect.stringMatching(/^wacid\./) }] },
    });
    return body.calls[0].id;
  }

  async function answerOf(wacid: string): Promise<string> {
    const { element } = await eventually(() => kit.sink.find(wacid, 'connect'));
    return element.session.sdp;
  }

  it.each(['active', 'passive'] as const)(
    'is answered with sound both ways, Meta taking the DTLS role %s',
    async (answerSetup) => {
      await kit.control('PUT', '/switches', { answerSetup });
      await kit.control('PUT', `/consumers/${AMINA}/behaviour`, { answerAfterMs: 0, talkMs: 900 });
      const peer = kit.peer();
      const wacid = await place(peer);
      const sdp = await answerOf(wacid);
      expect(sdp).toContain(`a=setup:${answerSetup}\r\n`);
      await peer.setAnswer(sdp);
      peer.speak();
      await eventually(() => kit.sink.find(wacid, 'terminate'), { within: 8000 });
      expect(kit.sink.kindsOf(wacid)).toEqual(['connect', 'RINGING', 'ACCEPTED', 'terminate']);
      const { media, times } = await kit.call(wacid);
      expect(media.heard).toMatchObject({ nonce: peer.nonce, inOrder: true });
      expect(media.heard.count).toBeGreaterThan(30);
      expect(peer.heard.length).toBeGreaterThan(30);
      expect(times.mediaUpMs).toBeLessThan(times.acceptedMs);
      expect(media.sent.atGate).toBeGreaterThan(0);
      const { element } = kit.sink.find(wacid, 'terminate')!;
      expect(element).toMatchObject({
        status: 'COMPLETED',
        from: '447700900101',
        to: AMINA,
        to_user_id: 'KE.12340000000000101',
        biz_opaque_callback_data: 'pb1.call42',
        start_time: expect.stringMatching(/^\d+$/),
        duration: expect.any(Number),
      });
    },
  );

  it("echoes the offer's mid and payload types and carries the legacy field", async () => {
    const peer = kit.peer();
    const wacid = await place(peer);
    const { element } = await eventually(() => kit.sink.find(wacid, 'connect'));
    expect(element).toMatchObject({
      direction: 'BUSINESS_INITIATED',
      session: { sdp_type: 'answer' },
    });
    expect(element.session.sdp).toContain('\r\na=mid:0\r\n');
    const legacy = JSON.parse(element.connection.webrtc.sdp);
    expect(legacy).toEqual({ sdp: element.session.sdp, type: 'answer' });
  });

  it('tells a status without contacts, as Meta does', async () => {
    const wacid = await place(kit.peer());
    const { value, element } = await eventually(() => kit.sink.find(wacid, 'RINGING'));
    expect(value).not.toHaveProperty('contacts');
    expect(element).toMatchObject({
      type: 'call',
      recipient_id: AMINA,
      recipient_user_id: 'KE.12340000000000101',
      biz_opaque_callback_data: 'pb1.call42',
    });
  });

  it('can be declined: REJECTED, then an end without times', async () => {
    const behaviour = { onRing: 'reject', answerAfterMs: 0 };
    await kit.control('PUT', `/consumers/${AMINA}/behaviour`, behaviour);
    const wacid = await place(kit.peer());
    const { element } = await eventually(() => kit.sink.find(wacid, 'terminate'));
    expect(kit.sink.find(wacid, 'REJECTED')).toBeDefined();
    expect(element.status).toBe('COMPLETED');
    expect(element).not.toHaveProperty('duration');
  });

  it('ends unanswered when it has rung long enough on the business clock', async () => {
    await kit.control('PUT', `/consumers/${AMINA}/behaviour`, { onRing: 'ignore' });
    const wacid = await place(kit.peer());
    await eventually(() => kit.sink.find(wacid, 'RINGING'));
    kit.clock.setOffset(31_000);
    const { element } = await eventually(() => kit.sink.find(wacid, 'terminate'));
    expect(element).not.toHaveProperty('start_time');
    expect(kit.sink.kindsOf(wacid)).toEqual(['connect', 'RINGING', 'terminate']);
  });

  it('can be withdrawn by the business while it rings', async () => {
    await kit.control('PUT', `/consumers/${AMINA}/behaviour`, { onRing: 'ignore' });
    const wacid = await place(kit.peer());
    await eventually(() => kit.sink.find(wacid, 'RINGING'));
    const terminate = { action: 'terminate', call_id: wacid };
    expect((await kit.graph(NUMBER, terminate)).status).toBe(200);
    const { element } = await eventually(() => kit.sink.find(wacid, 'terminate'));
    expect(element).not.toHaveProperty('duration');
    expect((await kit.graph(NUMBER, terminate)).body.error).toMatchObject({ code: 100 });
  });

  describe('is refused', () => {
    let sdp: string;
    beforeAll(async () => {
      const peer = kit.peer();
      sdp = await peer.offer();
    });

    it.each([
      { why: 'on a number without calling', from: DISABLED_NUMBER, status: 401, code: 138000 },
      { why: 'to somebody not on WhatsApp', to: '254799999999', status: 400, code: 138001 },
      { why: 'without permission', to: COMFORT, status: 401, code: 138006 },
    ])('$why', async ({ code, from = NUMBER, status, to = AMINA }) => {
      const reply = await kit.graph(from, connect(sdp, { to }));
      expect(reply.status).toBe(status);
      expect(reply.body.error).toMatchObject({
        message: expect.stringMatching(`^\\(#${code}\\) `),
        type: 'OAuthException',
        code,
        error_data: { messaging_product: 'whatsapp', details: expect.any(String) },
        fbtrace_id: expect.stringMatching(/^A\S{10,}$/),
      });
    });

    it('while another call with the user is on', async () => {
      await kit.control('PUT', `/consumers/${BRIAN}/behaviour`, { onRing: 'ignore' });
      expect((await kit.graph(NUMBER, connect(sdp, { to: BRIAN }))).status).toBe(200);
      const second = await kit.graph(NUMBER, connect(sdp, { to: BRIAN }));
      expect(second).toMatchObject({ status: 400, body: { error: { code: 138003 } } });
      // Another business may call the same user.
      expect((await kit.graph(GLOBEX_NUMBER, connect(sdp, { to: BRIAN }))).status).toBe(200);
    });

    it('without a fingerprint in the SDP', async () => {
      const bare = sdp.replace(/a=fingerprint:.*\r\n/g, '');
      const { body, status } = await kit.graph(NUMBER, connect(bare));
      expect(status).toBe(400);
      expect(body.error).toMatchObject({
        code: 100,
        error_data: { details: 'No fingerprint found in SDP' },
      });
    });

    it('without a valid token, or with that of another WABA', async () => {
      const wrong = await kit.graph(NUMBER, connect(sdp), 'EAAwrong');
      expect(wrong).toMatchObject({ status: 401, body: { error: { code: 190 } } });
      const foreign = await kit.graph(NUMBER, connect(sdp), kit.tokenOf(GLOBEX_NUMBER));
      expect(foreign).toMatchObject({ status: 403, body: { error: { code: 200 } } });
    });

    it('for a number that does not exist', async () => {
      const reply = await kit.graph('499', connect(sdp), kit.tokenOf(NUMBER));
      expect(reply.body.error).toMatchObject({ code: 100, error_subcode: 33 });
    });
  });
});
