import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ownerQuery } from '../support/owner-query.js';
import type { CallProjection } from './support/call-projection.js';
import { type LogTenants, ReplayWorld } from './support/replay-world.js';
import { Seeded } from './support/seeded.js';
import { type LogEvent, storyOf, type StoryName, webhookLog } from './support/webhook-log.js';

/** How many calls the log has; `REPLAYED_LOG_CALLS=1000` in `npm run test:full`. */
const CALLS = Number(process.env.REPLAYED_LOG_CALLS ?? '120');
const COPIES = 10;
const DAY_MS = 24 * 3600 * 1000;
// A bound against waiting for ever: a busy machine may be ten times slower.
const LIMIT_MS = 60_000 + CALLS * 1000;

const { seed } = Seeded.from('REPLAYED_LOG_SEED');
let world: ReplayWorld;
let clean: CallProjection;
let projected: CallProjection;
let replayed: LogTenants;
let log: LogEvent[];

/** Of the users' calls that somebody answered, these were answered here; the others elsewhere. */
const ANSWERED_HERE: readonly StoryName[] = ['user calls, answered', 'user calls, terminate first'];

function storyOfCall({ wacid }: LogEvent): StoryName {
  return storyOf(Number(wacid.slice(wacid.lastIndexOf('.') + 1)));
}

function answersIn(events: readonly LogEvent[]): LogEvent[] {
  return events.filter(
    (event) => event.element.event === 'connect' && ANSWERED_HERE.includes(storyOfCall(event)),
  );
}

function logOf({ numbers, prefix }: LogTenants): LogEvent[] {
  const startMs = world.logStartMs;
  return webhookLog({ calls: CALLS, startMs, numbers, prefix }, new Seeded(seed));
}

/** The log in any order, each event ten times, in webhooks of up to forty events; drained now and then. */
async function replay(chance: Seeded): Promise<void> {
  const copies = Array.from({ length: COPIES }, () => log).flat();
  const webhooks = chance.grouped(chance.shuffled(copies), 40);
  for (const some of chance.grouped(webhooks, 60)) {
    await world.post(some, replayed, chance);
    await world.drain(replayed);
  }
}

const ids = () => [replayed.tenants.acme.tenantId, replayed.tenants.globex.tenantId];

beforeAll(async () => {
  world = await ReplayWorld.start();
  const once = await world.tenants('wacid.once.');
  const chance = new Seeded(seed);
  const first = logOf(once);
  await world.answer(answersIn(first), once);
  await world.post(first.map((event) => [event]), once, chance); // prettier-ignore
  await world.drain(once);
  clean = await world.projection(once);
  replayed = await world.tenants('wacid.again.');
  log = logOf(replayed);
  await world.answer(answersIn(log), replayed);
  await replay(chance);
  projected = await world.projection(replayed);
}, LIMIT_MS);
afterAll(() => world.stop());

describe(`the log of ${CALLS} calls, shuffled and each event ten times`, () => {
  it('has every call, and ends in the same rows of call as the clean one', () => {
    const { call } = projected;
    expect(clean.call).toHaveLength(CALLS);
    expect(call).toEqual(clean.call);
  });

  it('ends in the same timelines', () => {
    expect(projected.call_event).toEqual(clean.call_event);
    const told = clean.call_event.filter(({ kind }) => kind !== 'routed');
    expect(told).toHaveLength(log.length + answersIn(log).length);
  });

  it('ends in the same usage', () => {
    expect(projected.usage_record).toEqual(clean.usage_record);
    expect(clean.usage_record).toHaveLength(answersIn(log).length);
    expect(clean.usage_record.length).toBeGreaterThan(CALLS / 10);
  });

  it('holds what nobody here placed or answered for somebody else’s', () => {
    const answered = projected.call.filter(({ answered_at }) => answered_at !== null);
    const ours = answered.filter(({ control }) => control === 'PLATFORM');
    expect(ours).toHaveLength(answersIn(log).length);
    const ofBusiness = projected.call.filter(({ direction }) => direction === 'BUSINESS_INITIATED');
    const controls = ofBusiness.map(({ control }) => String(control));
    expect(new Set(controls)).toEqual(new Set(['FOREIGN']));
  });

  it('tells the tenants the same, each once', () => {
    const { message } = projected;
    expect(message).toEqual(clean.message);
    expect(message.filter(({ count }) => count !== 1)).toEqual([]);
  });

  it('keeps each event once', async () => {
    const [kept] = await ownerQuery<{ count: number }>(
      `select count(*)::int as count from inbox_event where tenant_id = any($1::uuid[])`,
      [ids()],
    );
    expect(kept!.count).toBe(log.length + answersIn(log).length);
  });

  it('asks nothing of Meta, an hour after the last event', () => {
    expect(world.graph.asked).toEqual([]);
  });
});

describe('of the calls that were replayed', () => {
  // Each story has the same end, and no command but by mistake, whatever comes first.
  it.each<[StoryName, string, string | null]>([
    ['user calls, terminate first', 'COMPLETED', null],
    ['user calls, offer lost', 'CANCELED', null],
    ['user calls, end lost', 'EXPIRED', 'OFFER_CAME_LATE'],
    ['user calls, missed', 'EXPIRED', 'OFFER_CAME_LATE'],
    ['business calls, terminate first', 'COMPLETED', null],
    ['business calls, ACCEPTED lost', 'COMPLETED', null],
    ['business calls, rejected', 'REJECTED', null],
    ['business calls, failed', 'FAILED', 'META_138021'],
  ])('%s: %s, %s, and no command', (story, state, code) => {
    const { call } = projected;
    const calls = call.filter(({ call: index }) => storyOf(Number(index)) === story);
    const ends = calls.map(({ state, end_code, effects }) => ({ state, end_code, effects }));
    expect(ends.length).toBeGreaterThan(0);
    for (const end of ends) expect(end).toEqual({ state, end_code: code, effects: null });
  });
});

describe('facts that get past the dedupe', () => {
  it('read again by the drain change nothing', async () => {
    await ownerQuery(
      `update inbox_event set processed_at = null, replayed_at = received_at
        where tenant_id = any($1::uuid[]) and call_id is not null`,
      [ids()],
    );
    await world.drain(replayed);
    expect(await world.projection(replayed)).toEqual(clean);
  }, LIMIT_MS); // prettier-ignore

  it('sent again when their keys are forgotten change nothing', async () => {
    await ownerQuery(`delete from inbox_dedupe where tenant_id = any($1::uuid[])`, [ids()]);
    const chance = new Seeded(seed + 1);
    await world.post(chance.grouped(chance.shuffled(log), 40), replayed, chance);
    await world.drain(replayed);
    expect(await world.projection(replayed)).toEqual(clean);
    expect(world.graph.asked).toEqual([]);
  }, LIMIT_MS); // prettier-ignore

  it('read again days later change nothing, and the sweeper finds them though nobody rings', async () => {
    await ownerQuery(
      `update inbox_event set processed_at = null, replayed_at = received_at
        where call_id in (select id from call where tenant_id = any($1::uuid[]) order by id limit 20)`,
      [ids()],
    );
    world.app.clock.setOffset(3 * DAY_MS);
    await world.sweep(replayed);
    const later = await world.projection(replayed);
    // Of calls whose end was lost nobody will tell any more: a dated limit ends them, and no others.
    const lost = later.call.filter(({ end_code }) => end_code === 'NO_WORD_OF_END');
    const indices = new Set(lost.map(({ call }) => call));
    const open = clean.call.filter(({ ended_at }) => ended_at === null).map(({ call }) => call);
    expect(open).toEqual(expect.arrayContaining([...indices]));
    expect(without(later, indices)).toEqual(without(clean, indices));
  }, LIMIT_MS); // prettier-ignore
});

/** The rows that are about other calls than these. */
function without(projection: CallProjection, calls: ReadonlySet<unknown>): object {
  return Object.fromEntries(
    Object.entries(projection).map(([table, rows]) => [
      table,
      rows.filter(({ call }: { call?: unknown }) => !calls.has(call)),
    ]),
  );
}
