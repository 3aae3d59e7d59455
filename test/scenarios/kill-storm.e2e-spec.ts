import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Seeded } from './support/seeded.js';
import { type Victim, VICTIMS } from './support/storm-stack.js';
import { type StormRun, StormWorld } from './support/storm-world.js';

/** `KILL_STORM=full` in `npm run test:full`: ten thousand events. */
const SIZE =
  process.env.KILL_STORM === 'full'
    ? { calls: 3300, liveCalls: 150, perSecond: 60, kills: 30 }
    : { calls: 45, liveCalls: 6, perSecond: 40, kills: 3 };
// Bounds against waiting for ever: a busy machine may be ten times slower.
const LIMIT_MS = 180_000 + SIZE.calls * 500;

const chance = Seeded.from('KILL_STORM_SEED');
let world: StormWorld;
let clean: StormRun;
let storm: StormRun;
let sent: number;
/** What was still open long after the storm; nothing. */
let left: unknown;

/**
 * Every victim in turn, at moments nobody has chosen. Besides, one worker dies while Meta is asked,
 * and the first api while it has webhooks in a transaction that does not end.
 */
async function rage(total: number): Promise<number> {
  const victims = Array.from({ length: SIZE.kills }, (_, i) => VICTIMS[i % VICTIMS.length]!);
  const moments = victims.map(() => chance.below(total * 0.8)).sort((a, b) => a - b);
  const plan = chance.shuffled(victims).map((victim, i) => ({ victim, after: moments[i]! }));
  const raging: Promise<void>[] = [];
  const strike = (victim: Victim) => {
    const downMs = chance.between(50, 500);
    const isFirstApi = victim === 'api' && !world.stack.kills.includes(victim);
    const kill = () => world.stack.kill(victim, downMs);
    const killing = isFirstApi ? world.whileIngestWaits(kill) : kill();
    // It is waited for below, with all others.
    killing.catch(() => undefined);
    raging.push(killing);
  };
  const hangUp = world.meta.onAction;
  world.meta.onAction = (action) => {
    if (world.meta.actions.length === SIZE.liveCalls + 2) strike('worker');
    hangUp(action);
  };
  const events = await world.send(storm, SIZE.perSecond, (count) => {
    while (plan[0] !== undefined && plan[0].after <= count) strike(plan.shift()!.victim);
  });
  await Promise.all(raging);
  await world.stack.recovered();
  return events;
}

beforeAll(async () => {
  const options = { ...SIZE, seed: chance.seed };
  const started = await StormWorld.start(['clean', 'storm'], options);
  world = started.world;
  [clean, storm] = started.runs as [StormRun, StormRun];
  const total = await world.send(clean, SIZE.perSecond * 3);
  await world.settled(LIMIT_MS / 3);
  sent = await rage(total);
  left = await world.settled(LIMIT_MS / 3).catch((error: unknown) => error);
}, LIMIT_MS);
afterAll(() => world.stop());

const tenants = () => [storm.tenants.acme, storm.tenants.globex];
const copies = () =>
  tenants().flatMap(({ key }) => world.receiver.receivedAt(key).map(({ webhookId }) => webhookId));

describe('kill -9 of worker, api and Redis while events come', () => {
  it('leaves nothing waiting: no event, command, message or job', () => {
    expect(left).toBeUndefined();
  });

  it('every event reaches the endpoint of its tenant, and none another one', () => {
    for (const tenant of tenants()) {
      const received = world.receiver.receivedAt(tenant.key);
      const told = new Set(received.map(({ type, data }) => `${type} ${data.wacid}`));
      const expected = world.expectedAt(storm, tenant);
      expect(expected.filter((one) => !told.has(one))).toEqual([]);
      // Chance gives each tenant its share of the calls.
      expect(expected.length).toBeGreaterThan(SIZE.calls / 10);
    }
    expect(world.receiver.refused).toEqual([]);
  });

  it('every message that was written has arrived, and nothing that was not', async () => {
    for (const tenant of tenants()) {
      const received = world.receiver.receivedAt(tenant.key).map(({ webhookId }) => webhookId);
      expect([...new Set(received)].sort()).toEqual(await world.messagesOf(tenant));
    }
  });

  it('every call ends as it does when nothing dies', async () => {
    expect(await world.projection(storm)).toEqual(await world.projection(clean));
    expect(await world.liveEnds(storm)).toEqual(await world.liveEnds(clean));
  });

  it('everything was killed, and nothing has died of another’s death', () => {
    const { kills, died } = world.stack;
    expect(died).toEqual([]);
    expect(new Set(kills)).toEqual(new Set(VICTIMS));
    const repeated = copies().length - new Set(copies()).size;
    process.stderr.write(
      `${sent} events, ${kills.length} kills (${kills.join(' ')}), ${world.repeated} webhooks sent ` +
        `again, ${copies().length} messages received, ${repeated} of them copies\n`,
    );
  });

  it('and afterwards an event gets through at once', async () => {
    await world.sendOne(storm);
    await world.settled(20_000);
  });
});
