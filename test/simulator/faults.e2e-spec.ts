import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import type { BusinessPeer } from './support/business-peer.js';
import { AMINA, NUMBER, SimulatorKit, TWO_APP_NUMBER } from './support/simulator-kit.js';

describe('faults', () => {
  let kit: SimulatorKit;
  beforeAll(async () => {
    kit = await SimulatorKit.open({
      SIM_FIRST_MEDIA_TIMEOUT_MS: '1500',
      SIM_MEDIA_TIMEOUT_MS: '1000',
    });
  });
  afterEach(() => kit.reset());
  afterAll(() => kit.close());

  /** A user's call, answered by the business and up to the point where it speaks. */
  async function talk(more = {}): Promise<{ wacid: string; peer: BusinessPeer }> {
    const wacid = await kit.userCalls(AMINA, NUMBER, more);
    const { element } = await eventually(() => kit.sink.find(wacid, 'connect'));
    const peer = kit.peer();
    const sdp = await peer.answer(element.session.sdp);
    const session = { sdp_type: 'answer', sdp };
    await kit.graph(NUMBER, { action: 'pre_accept', call_id: wacid, session });
    await eventually(() => peer.isConnected);
    await kit.graph(NUMBER, { action: 'accept', call_id: wacid, session });
    peer.speak();
    return { wacid, peer };
  }

  describe('of Graph requests', () => {
    it('answer late though the call was made: its webhooks come first', async () => {
      const graph = [{ action: 'connect', timeoutMs: 1500 }];
      await kit.control('PUT', '/faults', { graph });
      const session = { sdp_type: 'offer', sdp: await kit.peer().offer() };
      const late = kit.graph(NUMBER, { action: 'connect', to: AMINA, session });
      const webhook = await eventually(() =>
        kit.sink.received.find((w) => w.element.direction === 'BUSINESS_INITIATED'),
      );
      const { requests } = (await kit.control('GET', '/graph-requests')).body;
      expect(requests.at(-1)).toMatchObject({ action: 'connect', repliedMs: null });
      expect((await late).body.calls).toEqual([{ id: webhook.wacid }]);
    });

    it('refuse as often as they are told, without any effect', async () => {
      await kit.control('PUT', '/faults', { graph: [{ action: 'reject', status: 503 }] });
      const wacid = await kit.userCalls(AMINA, NUMBER);
      const reject = { action: 'reject', call_id: wacid };
      const first = await kit.graph(NUMBER, reject);
      expect(first).toMatchObject({
        status: 503,
        body: { error: { code: 2, is_transient: true } },
      });
      expect((await kit.call(wacid)).state).toBe('CALLING');
      expect((await kit.graph(NUMBER, reject)).status).toBe(200);
      const { graphRequests } = await kit.call(wacid);
      expect(graphRequests.map((r: { status: number }) => r.status)).toEqual([503, 200]);
    });
  });

  describe('of webhooks', () => {
    it('are sent again until the receiver answers 200', async () => {
      kit.sink.nextStatuses.push(500, 404);
      const wacid = await kit.userCalls(AMINA, NUMBER);
      await eventually(() => kit.sink.of(wacid).length === 3);
      const bodies = new Set(kit.sink.of(wacid).map((webhook) => webhook.raw.toString()));
      expect(bodies.size).toBe(1);
      const { webhooks } = (await kit.control('GET', '/webhooks')).body;
      expect(webhooks.at(-1)).toMatchObject({ kind: 'connect', attempts: 3, lastStatus: 200 });
    });

    it('come twice', async () => {
      await kit.control('PUT', '/faults', { webhooks: { duplicate: true } });
      const wacid = await kit.userCalls(AMINA, TWO_APP_NUMBER);
      await eventually(() => kit.sink.of(wacid).length === 4);
      const apps = kit.sink.of(wacid).map((webhook) => webhook.appKey);
      expect(apps.sort()).toEqual(['alpha', 'alpha', 'beta', 'beta']);
    });

    it('bring the end before the beginning', async () => {
      const faults = { webhooks: { terminateFirst: true } };
      const wacid = await kit.userCalls(AMINA, NUMBER, { faults });
      await kit.control('POST', `/calls/${wacid}/hangup`);
      await eventually(() => kit.sink.of(wacid).length === 2);
      expect(kit.sink.kindsOf(wacid)).toEqual(['terminate', 'connect']);
    });

    it('leave out the kinds that are dropped', async () => {
      await kit.control('PUT', '/faults', { webhooks: { drop: ['connect'], shuffle: true } });
      const wacid = await kit.userCalls(AMINA, NUMBER);
      await kit.control('POST', `/calls/${wacid}/hangup`);
      await eventually(() => kit.sink.find(wacid, 'terminate'));
      expect(kit.sink.kindsOf(wacid)).toEqual(['terminate']);
    });

    it('are forged on request', async () => {
      const body = { entry: [{ changes: [{ value: { calls: [{ id: 'wacid.forged' }] } }] }] };
      const secret = kit.seed.metaApps[1]!.appSecret;
      const { expectedSignature } = await import('./support/webhook-sink.js');
      for (const signature of ['valid', 'wrong', 'none']) {
        const reply = await kit.control('POST', '/webhooks', { appKey: 'beta', body, signature });
        expect(reply.body).toEqual({ status: 200 });
      }
      const [valid, wrong, none] = kit.sink.of('wacid.forged');
      expect(valid!.signature).toBe(expectedSignature(valid!.raw, secret));
      expect(wrong!.signature).toMatch(/^sha256=[0-9a-f]{64}$/);
      expect(wrong!.signature).not.toBe(valid!.signature);
      expect(none!.signature).toBeUndefined();
    });
  });

  describe('of media', () => {
    it('mute the user', async () => {
      const { peer, wacid } = await talk({ faults: { media: { mute: true } } });
      await eventually(async () => (await kit.call(wacid)).media.heard.count > 20);
      expect(peer.heard).toEqual([]);
    });

    it('drop the first 500 ms of what the user would hear', async () => {
      const { peer, wacid } = await talk({ faults: { media: { dropFirstMs: 500 } } });
      await eventually(async () => (await kit.call(wacid)).media.heard.count > 20);
      const { heard } = (await kit.call(wacid)).media;
      expect(heard.first).toBeGreaterThan(20);
      expect(heard.nonce).toBe(peer.nonce);
    });

    it('swap the SRTP keys: neither side understands the other', async () => {
      const { peer, wacid } = await talk({ faults: { media: { dtlsKeySwapped: true } } });
      await eventually(async () => (await kit.call(wacid)).media.rtp.unauthentic > 20);
      expect((await kit.call(wacid)).media.heard.count).toBe(0);
      expect(peer.heard).toEqual([]);
      const { element, value } = await eventually(() => kit.sink.find(wacid, 'terminate'));
      expect(element.status).toBe('FAILED');
      expect(value.errors).toMatchObject([{ code: 138021, message: 'Media receive timeout' }]);
    });

    it('end a call in which the business falls silent', async () => {
      const { peer, wacid } = await talk();
      await eventually(async () => (await kit.call(wacid)).media.heard.count > 20);
      await peer.close();
      const { element, value } = await eventually(() => kit.sink.find(wacid, 'terminate'));
      expect(element).toMatchObject({ status: 'FAILED', duration: expect.any(Number) });
      expect(value.errors).toMatchObject([{ code: 138021 }]);
    });
  });

  it('are refused when they are misspelt', async () => {
    const reply = await kit.control('PUT', '/faults', { medai: { mute: true } });
    expect(reply).toMatchObject({ status: 400, body: { error: expect.stringMatching(/medai/) } });
  });
});
