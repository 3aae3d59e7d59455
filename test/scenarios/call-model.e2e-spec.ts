import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callCommands, type Model, ModelRun } from './support/call-model.js';
import { ModelStack } from './support/model-stack.js';
import { ModelInProcess, type ModelWorld } from './support/model-world.js';

/** `CALL_MODEL_RUNS=150` in `npm run test:full`, on processes that are killed. */
const IS_KILLED = process.env.CALL_MODEL_DEATHS === 'processes';
const RUNS = Number(process.env.CALL_MODEL_RUNS ?? '3');
const COMMANDS = Number(process.env.CALL_MODEL_COMMANDS ?? '30');
const CONSUMERS_PER_RUN = 3;
const CONSUMERS = Array.from({ length: CONSUMERS_PER_RUN * RUNS }, (_, index) => {
  return String(254_710_000_000 + index);
});
const ENDED = ['COMPLETED', 'REJECTED', 'NO_ANSWER', 'CANCELED', 'FAILED', 'EXPIRED'];

type Json = ReturnType<typeof JSON.parse>;
let world: ModelWorld;
let begun = 0;
let calls = 0;

beforeAll(async () => {
  world = await (IS_KILLED ? ModelStack.start() : ModelInProcess.start(CONSUMERS));
}, 120_000);
afterAll(async () => {
  await world.stop();
  process.stderr.write(
    `${calls} calls, ${world.deaths} deaths ${IS_KILLED ? 'of processes' : ''}\n`,
  );
});

async function linesOf(call: Json): Promise<Json[]> {
  return world.query(`select seq, kind, state from call_event where call_id = $1 order by seq`, [
    call.id,
  ]);
}

async function countsOf(call: Json): Promise<Json> {
  const [counts] = await world.query(
    `select (select count(*)::int from usage_record where call_id = $1) as usage,
            (select count(*)::int from message
              where call_id = $1 and event_type = 'call.terminated') as ends,
            (select count(*)::int from call_slot where call_id = $1 and ended_at is null) as slots`,
    [call.id],
  );
  return counts;
}

/** One end, one usage record, no live slot after the end, a timeline without gaps. */
async function expectInvariants(call: Json, meta?: Json): Promise<void> {
  expect(ENDED).toContain(call.state);
  const lines = await linesOf(call);
  const { usage, ends, slots } = await countsOf(call);
  expect({ ends, slots }).toEqual({ ends: 1, slots: 0 });
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
  expect(new Set(lines.map(({ kind }) => kind)).size).toBe(lines.length);
  expect(lines).toHaveLength(call.version);
  expect(lines.at(-1).state).toBe(call.state);
  expect(call.termination_cause).not.toBeNull();
  const isOurs = call.control === 'PLATFORM';
  const hasTalked = call.billable_seconds !== null;
  expect(usage).toBe(isOurs && hasTalked ? 1 : 0);
  if (meta === undefined) return;
  expect(meta.state).toBe('ENDED');
}

describe('a call, whatever the tenant, the user, Meta and time do', () => {
  it(
    `ends once, is charged once and leaves nothing behind (${RUNS} runs)`,
    async () => {
      await fc.assert(
        fc.asyncProperty(callCommands(COMMANDS), async (commands) => {
          const own = CONSUMERS.slice(begun, (begun += CONSUMERS_PER_RUN));
          const run = new ModelRun(world, own);
          await Promise.all(own.map((consumer) => world.consumer(consumer)));
          try {
            const setup = (): { model: Model; real: ModelRun } => ({
              model: { calls: 0 },
              real: run,
            });
            await fc.asyncModelRun(setup, commands);
          } finally {
            await run.finish();
          }
          const meta = await run.metaCalls();
          for (const call of await run.rows()) {
            calls += 1;
            await expectInvariants(
              call,
              meta.find(({ wacid }) => wacid === call.wacid),
            );
          }
          const known = (await run.rows()).map(({ wacid }) => wacid as unknown);
          expect(known).toEqual(expect.arrayContaining(meta.map(({ wacid }) => wacid as unknown)));
        }),
        // What went before is part of a run: nothing is gained by playing parts of it again.
        { numRuns: RUNS, endOnFailure: true },
      );
    },
    60_000 + RUNS * 30_000,
  );
});
