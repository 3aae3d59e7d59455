import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger, encodeId, systemTenantContext, type TenantContext } from '#patchbay/kernel';
import { SystemDatabase } from '../../../database/src/system-database.js';
import { type FanoutConfig, fanoutConfigSchema } from '../fanout.config.js';
import { SickEndpointsTable } from '../persistence/sick-endpoints.js';
import { FanoutWorld } from '../testing/index.js';
import { EndpointHealth, type HealthSubject, type Permit, resetHealth } from './endpoint-health.js';

const DAY_MS = 86_400_000;
const TIMEOUT_MS = 15_000;

let world: FanoutWorld;
let tenant: TenantContext;
let other: TenantContext;
let subject: HealthSubject;

beforeAll(async () => {
  world = await FanoutWorld.open();
  other = await world.tenant();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  tenant = await world.tenant();
  subject = await anEndpoint(tenant);
});

async function anEndpoint(of: TenantContext): Promise<HealthSubject> {
  const { id } = await world.endpoint(of, 'http://127.0.0.1:9/hooks');
  return { tenantId: of.tenantId, endpointId: id, rateLimitPerSecond: null };
}

/** The knowledge of one process. */
function aProcess(config: Partial<FanoutConfig> = {}): EndpointHealth {
  return new EndpointHealth({
    clock: world.clock,
    logger: createLogger({ name: 'test', level: 'silent' }),
    config: { ...fanoutConfigSchema.parse({ FANOUT_CIRCUIT_FAILURES: '5' }), ...config },
    sick: new SickEndpointsTable(new SystemDatabase(world.pools)),
  });
}

const record = (
  health: EndpointHealth,
  results: { delivered?: number; failed?: number; deliveredByFailover?: number },
  at: HealthSubject = subject,
): Promise<void> =>
  world.tenantDatabase.run(systemTenantContext(at.tenantId, 'test'), (tx) =>
    health.record(tx, at, { delivered: 0, failed: 0, ...results, at: world.clock.now() }),
  );

const claim = (health: EndpointHealth, wanted: number, at = subject): Promise<Permit> =>
  world.tenantDatabase.run(systemTenantContext(at.tenantId, 'test'), (tx) =>
    health.admit(tx, at, health.permit(at, wanted), wanted),
  );

function rows<Row>(sql: string, of = tenant): Promise<Row[]> {
  const system = systemTenantContext(of.tenantId, 'test');
  return world.tenantDatabase.run(system, (tx) => tx.query<Row>(sql));
}

interface Told {
  readonly event_type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly endpoint_ids: string[];
}

const told = (of = tenant): Promise<Told[]> =>
  rows<Told>(
    `select event_type, payload,
            array(select endpoint_id from delivery_due d where d.message_id = m.id) as endpoint_ids
       from message m order by id`,
    of,
  );

describe('the circuit of an endpoint', () => {
  it('opens after so many failures in a row, for every process and after a restart', async () => {
    const [one, two] = [aProcess(), aProcess()];
    await record(one, { failed: 4 });
    expect(one.permit(subject, 8)).toEqual({ places: 8, isProbe: false });
    await record(one, { failed: 1 });
    const retryAt = new Date(world.clock.nowMs() + 1000);
    expect(one.permit(subject, 8)).toEqual({ places: 0, retryAt, isProbe: false });
    await two.refresh();
    expect(two.permit(subject, 8)).toEqual({ places: 0, retryAt, isProbe: false });
  });

  it('leaves other endpoints alone, of this tenant and of others', async () => {
    const health = aProcess();
    const neighbours = [await anEndpoint(tenant), await anEndpoint(other)];
    await record(health, { failed: 50 });
    await health.refresh();
    for (const neighbour of neighbours) {
      expect(await claim(health, 8, neighbour)).toEqual({ places: 8, isProbe: false });
    }
  });

  it('lets one probe through over all processes when its wait is over', async () => {
    const [one, two] = [aProcess(), aProcess()];
    await record(one, { failed: 5 });
    await two.refresh();
    world.clock.advance(1000);
    expect([one, two].map((health) => health.permit(subject, 8))).toEqual([
      { places: 1, isProbe: true },
      { places: 1, isProbe: true },
    ]);
    const claims = await Promise.all([claim(one, 3), claim(two, 3)]);
    expect(claims.map(({ places }) => places).sort()).toEqual([0, 1]);
    await Promise.all([one.refresh(), two.refresh()]);
    expect([one, two].map((health) => health.permit(subject, 8).places)).toEqual([0, 0]);
  });

  it('waits twice as long when the probe fails, and not longer than the longest wait', async () => {
    const health = aProcess({ FANOUT_CIRCUIT_LONGEST_MS: 3000 });
    await record(health, { failed: 5 });
    const waits: number[] = [];
    for (let probe = 0; probe < 3; probe += 1) {
      const { retryAt } = health.permit(subject, 1);
      waits.push(retryAt!.getTime() - world.clock.nowMs());
      world.clock.advance(waits.at(-1)!);
      expect(await claim(health, 1)).toEqual({ places: 1, isProbe: true });
      await record(health, { failed: 1 });
    }
    expect(waits).toEqual([1000, 2000, 3000]);
  });

  it('closes for every process when the probe is delivered', async () => {
    const [one, two] = [aProcess(), aProcess()];
    await record(one, { failed: 7 });
    await two.refresh();
    world.clock.advance(1000);
    await claim(one, 1);
    await record(one, { delivered: 1 });
    await two.refresh();
    for (const health of [one, two]) {
      expect(health.permit(subject, 8)).toEqual({ places: 8, isProbe: false });
    }
    await record(two, { failed: 4 });
    expect(two.permit(subject, 8).places).toBe(8);
  });

  it('gives the probe to another when the process that had it died', async () => {
    const [one, two] = [aProcess(), aProcess()];
    await record(one, { failed: 5 });
    world.clock.advance(1000);
    await claim(one, 1);
    await two.refresh();
    world.clock.advance(TIMEOUT_MS + 4999);
    expect(two.permit(subject, 1).places).toBe(0);
    world.clock.advance(1);
    expect(await claim(two, 1)).toEqual({ places: 1, isProbe: true });
  });

  it('writes nothing for an endpoint that is well', async () => {
    await record(aProcess(), { delivered: 9 });
    expect(await rows('select * from endpoint_health')).toEqual([]);
  });

  it('keeps what is committed only', async () => {
    const health = aProcess();
    const failing = world.tenantDatabase.run(tenant, async (tx) => {
      await health.record(tx, subject, { delivered: 0, failed: 9, at: world.clock.now() });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(health.permit(subject, 8).places).toBe(8);
  });

  it('starts anew when its endpoint is enabled', async () => {
    const health = aProcess();
    await record(health, { failed: 60 });
    await world.tenantDatabase.run(tenant, (tx) => resetHealth(tx, subject.endpointId));
    await health.refresh();
    expect(health.permit(subject, 8).places).toBe(8);
    await record(health, { failed: 4 });
    expect(health.permit(subject, 8).places).toBe(8);
  });

  it('is forgotten with its endpoint, also while an attempt is under way', async () => {
    const health = aProcess();
    await rows(`delete from endpoint where id = '${subject.endpointId}'`);
    await record(health, { failed: 5 });
    await health.refresh();
    expect(health.permit(subject, 8).places).toBe(8);
  });
});

describe('the rate of an endpoint', () => {
  it('holds over all processes, and says when the next place is free', async () => {
    const [one, two] = [aProcess(), aProcess()];
    const limited = { ...subject, rateLimitPerSecond: 20 };
    expect((await claim(one, 9, limited)).places).toBe(6);
    const retryAt = new Date(world.clock.nowMs() + 50);
    expect(one.permit(limited, 9)).toEqual({ places: 0, retryAt, isProbe: false });
    expect(await claim(two, 9, limited)).toEqual({ places: 0, retryAt, isProbe: false });
    world.clock.advance(50);
    expect((await claim(two, 9, limited)).places).toBe(1);
    expect((await claim(one, 9, limited)).places).toBe(0);
  });

  it('is no matter of another endpoint', async () => {
    const health = aProcess();
    const neighbour = { ...(await anEndpoint(tenant)), rateLimitPerSecond: 20 };
    await claim(health, 9, { ...subject, rateLimitPerSecond: 20 });
    expect((await claim(health, 9, neighbour)).places).toBe(6);
  });
});

describe('an endpoint that keeps failing', () => {
  it('is told of at 50, 70 and 90 %, once each, at the other endpoints of its tenant', async () => {
    const neighbour = await anEndpoint(tenant);
    const stranger = await anEndpoint(other);
    const health = aProcess();
    for (let failed = 0; failed < 100; failed += 10) await record(health, { failed: 10 });
    const messages = await told();
    expect(messages.map(({ payload }) => payload.percent)).toEqual([50, 70, 90]);
    for (const { event_type, payload, endpoint_ids } of messages) {
      expect(event_type).toBe('endpoint.failing');
      expect(payload.endpointId).toBe(encodeId('endpoint', subject.endpointId));
      expect(endpoint_ids).toEqual([neighbour.endpointId]);
    }
    expect(await told(other)).toEqual([]);
    expect(stranger.tenantId).toBe(other.tenantId);
  });

  it('is disabled when it has failed for a day as well, and its tenant is told', async () => {
    const neighbour = await anEndpoint(tenant);
    const health = aProcess();
    await record(health, { failed: 150 });
    world.clock.advance(DAY_MS);
    await record(health, { failed: 1 });
    expect(
      await rows(
        `select id, status, disabled_reason from endpoint where id = '${subject.endpointId}'`,
      ),
    ).toEqual([{ id: subject.endpointId, status: 'DISABLED', disabled_reason: 'FAILING' }]);
    const messages = await told();
    expect(messages.map(({ event_type }) => event_type)).toEqual([
      'endpoint.failing',
      'endpoint.failing',
      'endpoint.disabled',
    ]);
    expect(messages.at(-1)).toMatchObject({
      payload: { reason: 'FAILING', failures: 151 },
      endpoint_ids: [neighbour.endpointId],
    });
    await record(health, { failed: 50 });
    expect(await told()).toHaveLength(3);
  });

  it('is not disabled while its failover URL takes messages', async () => {
    const health = aProcess();
    await record(health, { failed: 150 });
    world.clock.advance(DAY_MS);
    await record(health, { failed: 1, deliveredByFailover: 1 });
    expect(await rows(`select 1 from endpoint where status = 'DISABLED'`)).toEqual([]);
  });

  it('is told of again when it was well in between', async () => {
    const health = aProcess();
    await record(health, { failed: 50 });
    await record(health, { delivered: 1 });
    await record(health, { failed: 49 });
    expect(await told()).toHaveLength(1);
    await record(health, { failed: 1 });
    expect(await told()).toHaveLength(2);
  });
});
