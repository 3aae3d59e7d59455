import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import type { BusinessPeer } from './support/business-peer.js';
import {
  AMINA,
  BRIAN,
  NUMBER,
  request,
  SimulatorKit,
  TWO_APP_NUMBER,
} from './support/simulator-kit.js';

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

  describe('by rule', () => {
    const rule = async (body: object) => (await kit.control('POST', '/faults/rules', body)).body;
    const connect = async (to: string) => {
      const session = { sdp_type: 'offer', sdp: await kit.peer().offer() };
      return kit.graph(NUMBER, { action: 'connect', to, session });
    };

    it('hit one user only: Graph requests that name the user, webhooks, and the same call', async () => {
      const match = { consumer: AMINA };
      const graph = [{ action: 'connect', status: 500 }];
      await rule({ match, graph, webhooks: { drop: ['connect'] } });
      expect((await connect(BRIAN)).status).toBe(200);
      expect((await connect(`+${AMINA}`)).status).toBe(500);
      const { calls } = (await connect(AMINA)).body;
      await eventually(() => kit.sink.find(calls[0].id, 'RINGING'));
      expect(kit.sink.kindsOf(calls[0].id)).not.toContain('connect');
    });

    it('hit one call only, from when they are set', async () => {
      const [first, second] = [
        await kit.userCalls(AMINA, NUMBER),
        await kit.userCalls(BRIAN, NUMBER),
      ];
      const match = { wacid: first };
      const graph = [{ status: 500, times: 'always' }];
      await rule({ match, graph, webhooks: { duplicate: 2 } });
      const reject = (wacid: string) => kit.graph(NUMBER, { action: 'reject', call_id: wacid });
      expect([(await reject(first)).status, (await reject(second)).status]).toEqual([500, 200]);
      await kit.control('POST', `/calls/${first}/hangup`);
      const ends = (wacid: string) =>
        kit.sink.kindsOf(wacid).filter((kind) => kind === 'terminate').length;
      await eventually(() => ends(first) === 3 && ends(second) === 1);
    });

    it('hit the media of a call that is on', async () => {
      const { peer, wacid } = await talk();
      await eventually(() => peer.heard.length > 5);
      await rule({ match: { wacid }, profile: 'silence' });
      const { number } = peer.heard.at(-1)!;
      await eventually(async () => (await kit.call(wacid)).media.sent.count > number + 25);
      expect(peer.heard.at(-1)!.number).toBeLessThan(number + 10);
    });

    it('hit one number only, at any endpoint', async () => {
      await rule({
        match: { phoneNumberId: NUMBER },
        graph: [{ endpoint: 'settings.read', status: 429 }],
      });
      const read = (number: string) =>
        request('GET', `${kit.simulator.url}/v26.0/${number}/settings`, undefined, {
          authorization: `Bearer ${kit.tokenOf(number)}`,
        });
      expect((await read(TWO_APP_NUMBER)).status).toBe(200);
      expect(await read(NUMBER)).toMatchObject({
        status: 429,
        body: { error: { code: 4, type: 'OAuthException', fbtrace_id: expect.any(String) } },
      });
      expect((await read(NUMBER)).status).toBe(200);
    });

    it('are listed, taken away one by one, and gone with all faults', async () => {
      const { id } = await rule({ match: { consumer: AMINA }, profile: 'duplicate' });
      await rule({ profile: 'graph-500', webhooks: { delayMs: 5 } });
      const list = async () => (await kit.control('GET', '/faults/rules')).body.rules;
      // The widest first.
      expect(await list()).toMatchObject([
        { match: {}, profile: 'graph-500', webhooks: { delayMs: 5 } },
        { id, match: { consumer: AMINA }, profile: 'duplicate', webhooks: { duplicate: 2 } },
      ]);
      expect((await kit.control('DELETE', `/faults/rules/${id}`)).status).toBe(200);
      expect((await kit.control('DELETE', `/faults/rules/${id}`)).status).toBe(404);
      await kit.control('DELETE', '/faults');
      expect(await list()).toEqual([]);
    });

    it.each([
      [{ match: { consumer: '1' } }, 404],
      [{ match: { phoneNumberId: '1' } }, 404],
      [{ match: { wacid: 'wacid.none' } }, 404],
      [{ profile: 'earthquake' }, 400],
    ])('that cannot hit anything are refused: %j', async (body, status) => {
      expect((await kit.control('POST', '/faults/rules', body)).status).toBe(status);
    });
  });

  describe('by name', () => {
    it('are listed with one line about each and their exact faults', async () => {
      const { profiles } = (await kit.control('GET', '/fault-profiles')).body;
      expect(profiles.length).toBeGreaterThanOrEqual(20);
      expect(profiles).toContainEqual({
        name: 'silence',
        description: expect.stringMatching(/user/),
        faults: { media: { mute: true } },
      });
    });

    it('are measured by the answer window in force', async () => {
      await kit.control('PUT', '/settings', { answerWindowMs: 2000 });
      const { profiles } = (await kit.control('GET', '/fault-profiles')).body;
      const late = profiles.find(({ name }: { name: string }) => name === 'late');
      expect(late.faults.webhooks.delayMs).toBe(3000);
      await kit.control('PUT', '/settings', { answerWindowMs: 45_000 });
    });

    it('come with a call', async () => {
      const wacid = await kit.userCalls(AMINA, NUMBER, { faults: { profile: 'duplicate' } });
      await eventually(() => kit.sink.of(wacid).length === 3);
    });
  });

  describe('of webhooks', () => {
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
      const [first] = peer.sent;
      const audible = peer.sent.find(({ number }) => number === heard.first);
      // The number's clock and ours may be a frame or two apart.
      expect(audible!.atMs - first!.atMs).toBeGreaterThan(450);
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
