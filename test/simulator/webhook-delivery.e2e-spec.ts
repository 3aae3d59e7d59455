import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { DEFAULT_DELIVERY_SETTINGS } from '../../apps/simulator/src/webhooks/delivery-settings.js';
import { expectedSignature, type ReceivedWebhook } from './support/webhook-sink.js';
import { GLOBEX_NUMBER, NUMBER, TWO_APP_NUMBER } from './support/simulator-kit.js';
import { WABA, WebhookWorld } from './support/webhook-world.js';

const HOUR_MS = 3_600_000;
const FAST = { firstRetryMs: 1, maxRetryMs: 1 };

describe('a webhook', () => {
  let world: WebhookWorld;
  beforeAll(async () => {
    world = await WebhookWorld.open();
  });
  afterEach(async () => {
    world.sink.statusByPath.clear();
    world.sink.nextStatuses.length = 0;
    world.kit.clock.setOffset(0);
    await world.settings(DEFAULT_DELIVERY_SETTINGS);
    await world.switches({ webhookRetryHours: 36, retryGoesTo: 'every_app' });
    await eventually(async () => (await world.counts()).pending === 0);
  });
  afterAll(() => world.close());

  const came = (id: string): Promise<ReceivedWebhook> =>
    eventually(() => world.sink.of(id).find(({ status }) => status === 200));

  describe('on the wire', () => {
    it('F-WEBHOOKS-42 is JSON with Meta’s user agent, signed over its raw bytes', async () => {
      await world.tell(NUMBER, 'wire-1');
      const { headers, raw, signature } = await came('wire-1');
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        'user-agent': 'facebookexternalua',
        'content-length': String(raw.length),
      });
      expect(signature).toBe(expectedSignature(raw, world.secretOf('alpha')));
    });

    it('F-WEBHOOKS-43 names the account in its entry, and has one change unless batched', async () => {
      await world.tell(NUMBER, 'wire-2', 'calls');
      const body = JSON.parse((await came('wire-2')).raw.toString());
      expect(body).toEqual({
        object: 'whatsapp_business_account',
        entry: [{ id: WABA, changes: [{ field: 'calls', value: expect.any(Object) }] }],
      });
    });

    it('F-WEBHOOKS-44 goes to every subscribed app alike, each with its own signature', async () => {
      await world.tell(TWO_APP_NUMBER, 'wire-3');
      await eventually(() => world.sink.of('wire-3').length === 2);
      const [one, other] = world.sink.of('wire-3');
      expect(one!.raw.equals(other!.raw)).toBe(true);
      for (const { appKey, raw, signature } of [one!, other!]) {
        expect(signature).toBe(expectedSignature(raw, world.secretOf(appKey)));
      }
      expect(one!.signature).not.toBe(other!.signature);
    });
  });

  describe('comes again', () => {
    it('F-WEBHOOKS-45 until the answer is 200: no other status will do', async () => {
      await world.settings(FAST);
      world.sink.nextStatuses.push(500, 404, 302, 204, 201);
      await world.tell(NUMBER, 'again-1');
      await came('again-1');
      const statuses = world.sink.of('again-1').map(({ status }) => status);
      expect(statuses).toEqual([500, 404, 302, 204, 201, 200]);
    });

    it('F-WEBHOOKS-46 with the same bytes, its timestamp too', async () => {
      await world.settings(FAST);
      world.sink.nextStatuses.push(503);
      await world.tell(NUMBER, 'again-2');
      await came('again-2');
      const [first, second] = world.sink.of('again-2');
      expect(second!.raw.equals(first!.raw)).toBe(true);
    });

    it('F-WEBHOOKS-47 when no answer came within 20 seconds, though it was received', async () => {
      expect(DEFAULT_DELIVERY_SETTINGS.answerTimeoutMs).toBe(20_000);
      await world.settings({ ...FAST, answerTimeoutMs: 80 });
      world.sink.isMute = true;
      await world.tell(NUMBER, 'again-3');
      await eventually(() => world.sink.of('again-3').length === 2);
      world.sink.isMute = false;
      await eventually(async () => (await world.records('?state=pending')).length === 0);
      const [record] = (await world.records()).slice(-1);
      expect(record).toMatchObject({ state: 'acknowledged', lastStatus: 200 });
      expect(record.attempts).toBeGreaterThan(2);
    });

    it('F-WEBHOOKS-48 for 36 hours, or for 7 days: Meta’s pages disagree', async () => {
      world.sink.statusByPath.set('/webhooks/meta/alpha', 500);
      const after = async (hours: number): Promise<string> => {
        const [{ attempts }] = (await world.records()).slice(-1);
        world.kit.clock.setOffset(hours * HOUR_MS);
        const [record] = await eventually(async () => {
          const [last] = (await world.records()).slice(-1);
          return (last.attempts > attempts || last.state === 'failed') && [last];
        });
        return record.state;
      };
      await world.tell(NUMBER, 'again-4');
      await eventually(() => world.sink.of('again-4').length > 0);
      expect(await after(35)).toBe('pending');
      expect(await after(48)).toBe('failed');
      await world.switches({ webhookRetryHours: 168 });
      world.kit.clock.setOffset(0);
      await world.tell(NUMBER, 'again-5');
      await eventually(() => world.sink.of('again-5').length > 0);
      expect(await after(48)).toBe('pending');
      expect(await after(190)).toBe('failed');
    });

    it('F-WEBHOOKS-49 to every app though only one failed, or to that one: Meta means to change it', async () => {
      await world.settings(FAST);
      const appsTold = async (id: string): Promise<string[]> => {
        world.sink.statusByPath.set('/webhooks/meta/beta', 500);
        await world.tell(TWO_APP_NUMBER, id);
        await eventually(() => world.sink.of(id).length >= 4);
        world.sink.statusByPath.clear();
        await eventually(async () => (await world.counts()).pending === 0);
        return world.sink.of(id).map(({ appKey }) => appKey);
      };
      const both = await appsTold('again-6');
      expect(both.filter((app) => app === 'alpha').length).toBeGreaterThan(1);
      await world.switches({ retryGoesTo: 'failed_app' });
      const one = await appsTold('again-7');
      expect(one.filter((app) => app === 'alpha')).toHaveLength(1);
      expect(one.filter((app) => app === 'beta').length).toBeGreaterThan(2);
    });

    it('F-WEBHOOKS-50 after what followed it: there is no order', async () => {
      await world.settings({ firstRetryMs: 400 });
      world.sink.nextStatuses.push(500);
      await world.tell(NUMBER, 'again-8');
      await eventually(() => world.sink.of('again-8').length === 1);
      await world.tell(NUMBER, 'again-9');
      await came('again-8');
      const { received } = world.sink;
      const at = (id: string) => received.findIndex((w) => w.wacid === id && w.status === 200);
      expect(at('again-9')).toBeLessThan(at('again-8'));
    });
  });

  describe('shares its POST', () => {
    it('F-WEBHOOKS-52 with others only when batching is on', async () => {
      const before = world.sink.posts.length;
      await Promise.all(['a', 'b', 'c'].map((id) => world.tell(NUMBER, `alone-${id}`)));
      await came('alone-c');
      expect(world.sink.posts.length - before).toBe(3);
    });

    it('F-WEBHOOKS-53 in several entries, changes and elements', async () => {
      const before = world.sink.posts.length;
      await world.settings({ batchMs: 60_000, maxBatch: 4 });
      await world.tell(NUMBER, 'batch-a');
      await world.tell(NUMBER, 'batch-b');
      await world.tell(NUMBER, 'batch-c', 'calls');
      await world.tell(GLOBEX_NUMBER, 'batch-d');
      await came('batch-d');
      const posts = world.sink.posts.slice(before);
      expect(posts).toHaveLength(1);
      const { entry } = JSON.parse(posts[0]!.raw.toString());
      expect(entry).toMatchObject([
        {
          id: WABA,
          changes: [
            {
              field: 'messages',
              value: { messages: [{ id: 'batch-a' }, { id: 'batch-b' }] },
            },
            { field: 'calls', value: { messages: [{ id: 'batch-c' }] } },
          ],
        },
        { changes: [{ value: { messages: [{ id: 'batch-d' }] } }] },
      ]);
      expect((await world.records()).slice(-4)).toMatchObject(
        Array.from({ length: 4 }, () => ({ batchSize: 4, state: 'acknowledged' })),
      );
    });

    it('F-WEBHOOKS-54 with at most so many, 1,000 at Meta', async () => {
      expect(DEFAULT_DELIVERY_SETTINGS.maxBatch).toBe(1000);
      const tooMany = await world.kit.control('PUT', '/webhooks/settings', { maxBatch: 1001 });
      expect(tooMany.status).toBe(400);
      await world.settings({ batchMs: 60_000, maxBatch: 2 });
      const before = world.sink.posts.length;
      for (const id of ['a', 'b', 'c', 'd']) await world.tell(NUMBER, `few-${id}`);
      await came('few-d');
      expect(world.sink.posts.length - before).toBe(2);
      await world.settings({ batchMs: 20 });
      await world.tell(NUMBER, 'few-e');
      await came('few-e');
    });
  });

  describe('is on record', () => {
    it('F-WEBHOOKS-56 with its attempts, status and latency, and is counted', async () => {
      await world.settings(FAST);
      const before = await world.counts();
      world.sink.nextStatuses.push(500);
      await world.tell(NUMBER, 'record-1');
      await came('record-1');
      await eventually(async () => (await world.counts()).pending === 0);
      const [record] = await world.records('?field=messages&limit=1');
      expect(record).toMatchObject({
        id: expect.stringMatching(/^wh_\d+$/),
        appKey: 'alpha',
        state: 'acknowledged',
        attempts: 2,
        lastStatus: 200,
        url: `${world.sink.url}/webhooks/meta/alpha`,
      });
      expect(record.answeredInMs).toBeLessThanOrEqual(record.deliveredMs - record.createdMs);
      const counts = await world.counts();
      expect(counts).toMatchObject({
        total: Number(before.total) + 1,
        acknowledged: Number(before.acknowledged) + 1,
        posts: Number(before.posts) + 2,
        pending: 0,
        answerMs: { median: expect.any(Number), overOneSecond: 0 },
      });
    });

    it('F-WEBHOOKS-57 and its very bytes can be sent again', async () => {
      await world.tell(NUMBER, 'record-2');
      const first = await came('record-2');
      const [{ id }] = await world.records('?limit=1');
      expect((await world.kit.control('POST', `/webhooks/${id}/resend`)).body).toEqual({
        status: 200,
      });
      const [, again] = world.sink.of('record-2');
      expect(again!.raw.equals(first.raw)).toBe(true);
      expect(again!.signature).toBe(first.signature);
      const { body } = await world.kit.control('GET', `/webhooks/${id}/body`);
      expect(body.entry[0].changes[0].value.messages[0].id).toBe('record-2');
      expect((await world.kit.control('POST', '/webhooks/wh_0/resend')).status).toBe(404);
    });
  });
});
