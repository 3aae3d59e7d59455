import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { assessHearing } from '../../apps/simulator/src/media/assess-hearing.js';
import { expectedSignature } from './support/webhook-sink.js';
import { AMINA, BRIAN, NUMBER, SimulatorKit, TWO_APP_NUMBER } from './support/simulator-kit.js';

describe("a user's call", () => {
  let kit: SimulatorKit;
  beforeAll(async () => {
    kit = await SimulatorKit.open();
  });
  afterEach(() => kit.reset());
  afterAll(() => kit.close());

  const session = (sdp: string) => ({ sdp_type: 'answer', sdp });

  async function offerOf(wacid: string): Promise<string> {
    const webhook = await eventually(() => kit.sink.find(wacid, 'connect'));
    return webhook.element.session.sdp;
  }

  it('is announced with an offer like Meta writes it, signed for the app', async () => {
    const wacid = await kit.userCalls(AMINA, NUMBER, { ctaPayload: 'order=1522' });
    const webhook = await eventually(() => kit.sink.find(wacid, 'connect'));
    expect(webhook.signature).toBe(expectedSignature(webhook.raw, kit.seed.metaApps[0]!.appSecret));
    expect(webhook.value).toMatchObject({
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '447700900101', phone_number_id: NUMBER },
      contacts: [{ wa_id: AMINA, user_id: 'KE.12340000000000101' }],
    });
    expect(webhook.element).toMatchObject({
      from: AMINA,
      to: '447700900101',
      event: 'connect',
      direction: 'USER_INITIATED',
      cta_payload: 'order=1522',
      timestamp: expect.stringMatching(/^\d{10}$/),
      session: { sdp_type: 'offer' },
    });
    const { sdp } = webhook.element.session;
    for (const line of ['a=ice-lite', 'a=setup:actpass', 'a=mid:audio', 'a=rtcp-mux']) {
      expect(sdp).toContain(`\r\n${line}\r\n`);
    }
    expect(sdp).toMatch(/\r\nm=audio \d+ UDP\/TLS\/RTP\/SAVPF 111 126\r\n/);
  });

  it('reaches every app bound to the WABA, each with its own signature', async () => {
    const wacid = await kit.userCalls(AMINA, TWO_APP_NUMBER);
    await eventually(() => kit.sink.of(wacid).length === 2);
    const webhooks = kit.sink.of(wacid);
    expect(webhooks.map((webhook) => webhook.appKey).sort()).toEqual(['alpha', 'beta']);
    for (const { appKey, raw, signature } of webhooks) {
      const app = kit.seed.metaApps.find((a) => a.appKey === appKey)!;
      expect(signature).toBe(expectedSignature(raw, app.appSecret));
    }
  });

  it('carries sound both ways between pre_accept, accept and the end', async () => {
    const wacid = await kit.userCalls(AMINA, NUMBER);
    const peer = kit.peer();
    const sdp = await peer.answer(await offerOf(wacid));
    const preAccept = { action: 'pre_accept', call_id: wacid, session: session(sdp) };
    expect(await kit.graph(NUMBER, preAccept)).toEqual({
      status: 200,
      body: { messaging_product: 'whatsapp', success: true },
    });
    await eventually(() => peer.isConnected);
    peer.speak();
    await eventually(async () => (await kit.call(wacid)).media.heard.count > 5);
    const accept = { action: 'accept', call_id: wacid, session: session(sdp) };
    expect((await kit.graph(NUMBER, accept)).status).toBe(200);
    await eventually(async () => (await kit.call(wacid)).media.heard.count > 60);
    expect((await kit.control('POST', `/calls/${wacid}/hangup`)).status).toBe(200);

    const call = await kit.call(wacid);
    const { times, media } = call;
    expect(call).toMatchObject({ state: 'ENDED', end: { by: 'consumer', status: 'COMPLETED' } });
    expect(media.heard).toMatchObject({
      nonce: peer.nonce,
      inOrder: true,
      repeated: 0,
      foreign: 0,
    });
    expect(times.connectSentMs).toBeLessThan(times.preAcceptReceivedMs);
    expect(times.preAcceptReceivedMs).toBeLessThan(times.mediaUpMs);
    expect(times.acceptReplySentMs).toBeLessThan(times.endedMs);
    expect(media.rtp).toMatchObject({ unauthentic: 0, otherSsrc: 0 });

    const { body: log } = await kit.control('GET', `/calls/${wacid}/media/log`);
    const toBusiness = assessHearing({
      sent: log.sent,
      heard: { nonce: media.nonce, numbers: peer.heard.map((f) => f.number), atMs: [] },
      fromMs: times.acceptReplySentMs,
      untilMs: times.endedMs - 100,
    });
    expect(toBusiness).toMatchObject({ heard: true, inOrder: true });
    expect(peer.heard.every((frame) => frame.nonce === media.nonce)).toBe(true);
    const toUser = assessHearing({
      sent: { nonce: peer.nonce, firstNumber: 1, atMs: peer.sent.map((s) => s.atMs) },
      heard: log.heard,
      fromMs: times.acceptReplySentMs,
      untilMs: times.endedMs - 100,
    });
    expect(toUser).toMatchObject({ heard: true, inOrder: true });
    const sentAtMs = log.sent.atMs as number[];
    const atGate = sentAtMs.findIndex((ms) => ms >= times.acceptReplySentMs) + 1;
    expect(media.sent.atGate).toBe(atGate);
    const sentAt = `/calls/${wacid}/media/sent-at?ms=${times.acceptReplySentMs}`;
    expect((await kit.control('GET', sentAt)).body).toEqual({ number: atGate });

    const end = await eventually(() => kit.sink.find(wacid, 'terminate'));
    expect(end.element).toMatchObject({ status: 'COMPLETED', duration: expect.any(Number) });
    expect(Number(end.element.end_time) - Number(end.element.start_time)).toBe(
      end.element.duration,
    );
  });

  it('can be rejected: the end has no times', async () => {
    const wacid = await kit.userCalls(AMINA, NUMBER);
    await offerOf(wacid);
    expect((await kit.graph(NUMBER, { action: 'reject', call_id: wacid })).status).toBe(200);
    const { element } = await eventually(() => kit.sink.find(wacid, 'terminate'));
    expect(element.status).toBe('COMPLETED');
    expect(element).not.toHaveProperty('start_time');
    expect(element).not.toHaveProperty('duration');
  });

  it('ends unanswered when the answer window is over on the business clock', async () => {
    const wacid = await kit.userCalls(AMINA, NUMBER);
    await offerOf(wacid);
    kit.clock.setOffset(44_000);
    expect((await kit.call(wacid)).state).toBe('CALLING');
    kit.clock.setOffset(46_000);
    const { element } = await eventually(() => kit.sink.find(wacid, 'terminate'));
    expect(element.status).toBe('COMPLETED');
    expect(element).not.toHaveProperty('start_time');
    const late = await kit.graph(NUMBER, { action: 'reject', call_id: wacid });
    expect(late).toMatchObject({ status: 400, body: { error: { code: 100 } } });
  });

  it('can be ended by the user before the business answers', async () => {
    const wacid = await kit.userCalls(BRIAN, NUMBER);
    await kit.control('POST', `/calls/${wacid}/hangup`);
    await eventually(() => kit.sink.find(wacid, 'terminate'));
    const again = await kit.control('POST', `/calls/${wacid}/hangup`);
    expect(again).toMatchObject({ status: 409, body: { error: expect.stringMatching(/ended/) } });
  });

  it('never gets a ClientHello from Meta, so an answer with setup passive stays silent', async () => {
    const wacid = await kit.userCalls(AMINA, NUMBER);
    const peer = kit.peer();
    const sdp = await peer.answer(await offerOf(wacid), 'server');
    expect(sdp).toContain('a=setup:passive');
    await kit.graph(NUMBER, { action: 'accept', call_id: wacid, session: session(sdp) });
    await eventually(() => peer.isIceConnected);
    await expect(eventually(() => peer.isConnected, { within: 700 })).rejects.toThrow();
    const call = await kit.call(wacid);
    expect(call).toMatchObject({ state: 'ACCEPTED', media: { failure: null, earlyDtls: 0 } });
    expect(call.times.mediaUpMs).toBeUndefined();
  });

  it('refuses an accept whose SDP is not that of pre_accept', async () => {
    const wacid = await kit.userCalls(AMINA, NUMBER);
    const peer = kit.peer();
    const sdp = await peer.answer(await offerOf(wacid));
    await kit.graph(NUMBER, { action: 'pre_accept', call_id: wacid, session: session(sdp) });
    await eventually(() => peer.isConnected);
    const other = sdp.replace('s=-', 's=other');
    const accept = { action: 'accept', call_id: wacid, session: session(other) };
    expect(await kit.graph(NUMBER, accept)).toMatchObject({
      status: 400,
      body: { error: { code: 100, error_data: { details: expect.stringMatching(/pre_accept/) } } },
    });
  });
});
