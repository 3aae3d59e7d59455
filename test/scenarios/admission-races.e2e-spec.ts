import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { CallCrowd, mostAtOnce } from './support/call-crowd.js';
import { Seeded } from './support/seeded.js';

/** `ADMISSION_RACES=full` in `npm run test:full`: the sizes that the limits are promised for. */
const SIZE =
  process.env.ADMISSION_RACES === 'full'
    ? {
        clients: 64,
        rounds: Number(process.env.ADMISSION_RACES_ROUNDS ?? 20),
        places: 50,
        starters: 500,
      }
    : { clients: 16, rounds: 1, places: 6, starters: 24 };
/** Of 100 connected calls of a pair within 24 hours. */
const LEFT = 3;
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
  await crowd.world.query(`update admission_epoch set epoch = epoch + 1`);
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
            await new Promise((resolve) => setTimeout(resolve, chance.below(50)));
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
  it(
    'get as many as there are, keep them while workers die, and free them when their calls end',
    async () => {
      const from = 254_710_000_000 + chance.below(1000) * 10_000;
      const waIds = await Promise.all(
        Array.from({ length: SIZE.starters }, (_, i) => crowd.consumer(String(from + i))),
      );
      await crowd.untilHeld(0);
      const killed = crowd.world.stack.kill('worker');
      const outcomes = await Promise.all(waIds.map((waId) => crowd.place(waId)));
      await killed;
      await crowd.world.stack.restart('worker');
      const codes = outcomes.flatMap(({ code }) => code ?? []);
      const placed = outcomes.flatMap(({ callId }) => callId ?? []);
      expect(placed).toHaveLength(SIZE.places);
      expect([...new Set(codes)]).toEqual(['NUMBER_CONCURRENCY_REACHED']);
      await Promise.all(placed.map((callId) => crowd.answered(callId)));

      // Longer than a lease, with nobody to renew it.
      const again = await crowd.place(waIds.at(-1) ?? '');
      expect(again.code).toMatch(/NUMBER_CONCURRENCY_REACHED|CALL_ALREADY_UP/);
      const half = placed.slice(0, SIZE.places / 2);
      await crowd.world.stack.kill('worker');
      for (const callId of half) {
        await crowd.world.sim('POST', `/calls/${await crowd.wacidOf(callId)}/hangup`);
      }
      await crowd.world.stack.restart('worker');
      await eventually(async () => (await crowd.held()) === SIZE.places - half.length, {
        within: 15_000,
      });
      const later = await Promise.all(waIds.map((waId) => crowd.place(waId)));
      expect(later.filter(({ callId }) => callId !== undefined)).toHaveLength(half.length);
      expect(mostAtOnce((await crowd.connected()).filter(isOfThisTest))).toBe(SIZE.places);
      expect(await crowd.refusedConnects()).toBe(0);

      function isOfThisTest({ waId }: { waId: string }): boolean {
        return waIds.includes(waId);
      }
    },
    LIMIT_MS,
  );
});
