import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { CallCrowd, mostAtOnce } from './support/call-crowd.js';
import { Seeded } from './support/seeded.js';

/**
 * `ADMISSION_RACES=full` in `npm run test:full`: the sizes that the limits are promised for.
 * ADMISSION_RACES_ROUNDS: fewer seeds, for a part of them.
 */
const IS_FULL = process.env.ADMISSION_RACES === 'full';
const SIZE = IS_FULL
  ? {
      clients: 64,
      rounds: Number(process.env.ADMISSION_RACES_ROUNDS ?? 20),
      places: 50,
      starters: 500,
    }
  : { clients: 16, rounds: 1, places: 6, starters: 24 };
/** Of 100 connected calls of a pair within 24 hours. */
const LEFT = 3;
/** After its end a call keeps its place for so long at most, whoever has died. */
const FREE_WITHIN_MS = 15_000;
// Bounds against waiting for ever: a busy machine may be ten times slower.
const LIMIT_MS = 60_000 + SIZE.rounds * 30_000 + SIZE.starters * 500;

const chance = Seeded.from('ADMISSION_RACES_SEED');
let crowd: CallCrowd;

beforeAll(async () => {
  crowd = await CallCrowd.start({ number_concurrent_calls: SIZE.places });
}, 120_000);
afterAll(() => crowd.world.stop());

/** As if the pair had connected so many calls an hour ago. */
async function spend(waId: string, calls: number): Promise<void> {
  // The consumer's row is made by the first look at it.
  const { callId = '' } = await crowd.place(waId);
  await crowd.answered(callId);
  await crowd.terminate(callId);
  await crowd.ended(callId);
  await crowd.world.query(
    `insert into call_slot (tenant_id, call_id, number_id, consumer_id, direction, started_at,
                            committed_at, ended_at, created_at)
     select s.tenant_id, gen_random_uuid(), s.number_id, s.consumer_id, s.direction, t, t, t, t
       from call_slot s join call c on c.tenant_id = s.tenant_id and c.id = s.call_id,
            lateral (select s.started_at - interval '1 hour' as t) as at, generate_series(1, $2)
      where c.id = (select id from call order by id desc limit 1) and $1::text is not null`,
    [waId, calls - 1],
  );
  // Rows that nobody told of are counted once the counters are made anew.
  await crowd.forget();
  await eventually(async () => (await crowd.connectedOf(waId)) === calls);
}

describe('callers who race for the last calls of a pair', () => {
  it.each(Array.from({ length: SIZE.rounds }, (_, i) => i))(
    'connect exactly the calls that are left, one after another (round %i)',
    async (round) => {
      const waId = await crowd.consumer(`2547019${String(chance.below(10_000) + round * 10_000).padStart(5, '0')}`); // prettier-ignore
      await spend(waId, 100 - LEFT);
      const before = (await crowd.connected()).length;
      const codes = new Set<string>();
      const client = async (): Promise<void> => {
        for (;;) {
          const { callId, code } = await crowd.place(waId);
          if (code === 'PAIR_LIMIT_REACHED') return;
          if (callId === undefined) {
            codes.add(code);
            continue;
          }
          await crowd.answered(callId);
          await crowd.terminate(callId);
          await crowd.ended(callId);
        }
      };
      await Promise.all(Array.from({ length: SIZE.clients }, client));

      const calls = (await crowd.connected()).filter((call) => call.waId === waId);
      expect((await crowd.connected()).length - before).toBe(LEFT);
      expect(mostAtOnce(calls)).toBe(1);
      expect([...codes].filter((code) => code !== 'PAIR_LIMIT_REACHED')).toEqual([
        'CALL_ALREADY_UP',
      ]);
      expect(await crowd.refusedConnects()).toBe(0);
    },
    LIMIT_MS,
  );
});

describe('callers who race for the places of a number', () => {
  let waIds: string[];
  let placed: string[];
  /** Places calls to whom there is none yet, until so many are placed or everybody was asked. */
  const placeUntil = async (count: number): Promise<string[]> => {
    const more: string[] = [];
    for (const waId of waIds) {
      if (more.length >= count) break;
      const { callId } = await crowd.place(waId);
      if (callId !== undefined) more.push(callId);
    }
    return more;
  };

  it(
    'get as many as there are, though the worker dies among them',
    async () => {
      const from = 254_710_000_000 + chance.below(1000) * 10_000;
      waIds = await Promise.all(
        Array.from({ length: SIZE.starters }, (_, i) => crowd.consumer(String(from + i))),
      );
      await crowd.untilHeld(0);
      let killed: Promise<void> | undefined;
      const outcomes = await Promise.all(
        waIds.map(async (waId) => {
          const outcome = await crowd.place(waId);
          killed ??= crowd.world.stack.kill('worker');
          return outcome;
        }),
      );
      await killed;
      const codes = outcomes.flatMap(({ code }) => code ?? []);
      placed = outcomes.flatMap(({ callId }) => callId ?? []);
      expect(placed).toHaveLength(SIZE.places);
      expect([...new Set(codes)]).toEqual(['NUMBER_CONCURRENCY_REACHED']);
      await Promise.all(placed.map((callId) => crowd.answered(callId)));
      expect(await crowd.refusedConnects()).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    'find none when nobody renews the leases of live calls, and soon those of ended ones, with no worker alive',
    async () => {
      if (IS_FULL) await new Promise((resolve) => setTimeout(resolve, FREE_WITHIN_MS));
      await crowd.lapse();
      const refused = await crowd.place(waIds.at(-1) ?? '');
      expect(refused.code).toMatch(/NUMBER_CONCURRENCY_REACHED|CALL_ALREADY_UP/);

      const ended = placed.slice(0, SIZE.places / 2);
      for (const callId of ended) {
        await crowd.world.sim('POST', `/calls/${await crowd.wacidOf(callId)}/hangup`);
      }
      const since = performance.now();
      const again: string[] = [];
      while (again.length < ended.length && performance.now() - since < FREE_WITHIN_MS) {
        again.push(...(await placeUntil(ended.length - again.length)));
      }
      expect(again).toHaveLength(ended.length);
      await crowd.world.stack.restart('worker');
      const calls = (await crowd.connected()).filter(({ waId }) => waIds.includes(waId));
      expect(mostAtOnce(calls)).toBe(SIZE.places);
      expect(await crowd.refusedConnects()).toBe(0);
    },
    LIMIT_MS,
  );
});
