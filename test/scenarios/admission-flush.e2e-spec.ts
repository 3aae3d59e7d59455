import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { CallCrowd, mostAtOnce } from './support/call-crowd.js';
import { Seeded } from './support/seeded.js';

const SIZE =
  process.env.ADMISSION_RACES === 'full'
    ? { live: 200, clients: 64, spare: 8, flushes: 5 }
    : { live: 10, clients: 8, spare: 2, flushes: 2 };
const LIMIT_MS = 60_000 + SIZE.live * 1000 + SIZE.flushes * 10_000;
/** How long after a flush callers may be told to wait. */
const REFUSED_FOR_MS = 5000;

const chance = Seeded.from('ADMISSION_FLUSH_SEED');
let crowd: CallCrowd;

beforeAll(async () => {
  crowd = await CallCrowd.start({ number_concurrent_calls: SIZE.live + SIZE.spare });
}, 120_000);
afterAll(() => crowd.world.stop());

describe('a Redis that loses everything while calls are up', () => {
  it(
    'lets nobody over a limit, is made anew within seconds, and ends no call',
    async () => {
      const from = 254_720_000_000 + chance.below(1000) * 10_000;
      const consumers = (count: number, first: number) =>
        Promise.all(Array.from({ length: count }, (_, i) => crowd.consumer(String(first + i))));
      const held = await consumers(SIZE.live, from);
      const passing = await consumers(SIZE.clients, from + 5000);
      const live = await crowd.placeAll(held);

      const codes = new Set<string>();
      const unsure: number[] = [];
      const flushedAt: number[] = [];
      let isOver = false;
      let passed = 0;
      const client = async (waId: string): Promise<void> => {
        while (!isOver) {
          const { callId, code } = await crowd.place(waId);
          if (code === 'LIMITS_UNKNOWN') unsure.push(performance.now());
          if (callId === undefined) {
            codes.add(code);
            continue;
          }
          await crowd.answered(callId);
          await crowd.terminate(callId);
          await crowd.ended(callId);
          passed += 1;
        }
      };
      const clients = passing.map(client);
      /** Until some more calls have begun and ended. */
      const untilMorePass = async (): Promise<void> => {
        const enough = passed + chance.between(2, 2 * SIZE.spare);
        await eventually(() => passed >= enough, { within: LIMIT_MS });
      };
      for (let flush = 0; flush < SIZE.flushes; flush += 1) {
        await untilMorePass();
        await crowd.flush();
        flushedAt.push(performance.now());
      }
      await untilMorePass();
      isOver = true;
      await Promise.all(clients);

      const calls = await crowd.connected();
      expect(mostAtOnce(calls)).toBeLessThanOrEqual(SIZE.live + SIZE.spare);
      expect(calls.length).toBeGreaterThan(SIZE.live);
      expect([...codes].filter((code) => code !== 'LIMITS_UNKNOWN')).toEqual([
        'NUMBER_CONCURRENCY_REACHED',
      ]);
      const since = (at: number) => at - Math.max(...flushedAt.filter((flushed) => flushed <= at));
      expect(Math.max(0, ...unsure.map(since))).toBeLessThan(REFUSED_FOR_MS);
      const ended = await crowd.terminates();
      const wacids = await Promise.all(live.map((callId) => crowd.wacidOf(callId)));
      expect(wacids.filter((wacid) => ended.includes(wacid))).toEqual([]);
      expect(calls.filter(({ endedAt }) => endedAt === Infinity)).toHaveLength(SIZE.live);
      expect(await crowd.refusedConnects()).toBe(0);
    },
    LIMIT_MS,
  );
});
