import { Redis } from 'ioredis';
import { callIdsOf, CallPump, insertInboxEvents, SweepCalls } from '#patchbay/calls';
import { TenantDatabase } from '#patchbay/database';
import { SystemClock, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import { createTestApp, type TestApp } from '../../support/create-test-app.js';
import { ownerQuery } from '../../support/owner-query.js';
import { twoTenants, type TwoTenants } from '../../support/two-tenants.js';
import { callProjection, type CallProjection } from './call-projection.js';
import { GraphStandIn } from './graph-stand-in.js';
import { appsFor, postWebhook, webhookOf } from './meta-sender.js';
import type { Seeded } from './seeded.js';
import type { LogEvent, LogNumber } from './webhook-log.js';

const HOUR_MS = 3600 * 1000;
const POSTS_AT_ONCE = 16;
const DRAINS_AT_ONCE = 8;

/** The machine's time at which it was made, for ever. */
class StoppedClock extends SystemClock {
  readonly #atMs = super.nowMs();

  override nowMs(): number {
    return this.#atMs + this.offsetMs;
  }
}

/** Two tenants with their numbers; the calls of one log. */
export interface LogTenants {
  readonly tenants: TwoTenants;
  readonly prefix: string;
  readonly numbers: readonly LogNumber[];
}

async function all<Item>(items: readonly Item[], atOnce: number, work: (item: Item) => unknown) {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function callsWithNews({ tenants }: LogTenants) {
  return ownerQuery<{ tenant_id: string; call_id: string }>(
    `select distinct tenant_id, call_id from inbox_event
      where processed_at is null and call_id is not null and tenant_id = any($1::uuid[])`,
    [[tenants.acme.tenantId, tenants.globex.tenantId]],
  );
}

/** Ingest behind its real door and the drain, with a clock that stands still, and nobody at Meta. */
export class ReplayWorld {
  private constructor(
    readonly app: TestApp,
    readonly graph: GraphStandIn,
  ) {}

  static async start(): Promise<ReplayWorld> {
    const graph = await GraphStandIn.start();
    // Many calls at once on a machine with other things to do: waiting for a connection is no failure.
    const env = {
      META_GRAPH_URL: graph.url,
      DATABASE_POOL_SIZE: '10',
      DATABASE_CONNECT_TIMEOUT_MS: '30000',
    };
    return new ReplayWorld(await createTestApp(env, new StoppedClock()), graph);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.graph.stop();
    // Nobody has heard the doorbells.
    const redis = new Redis(process.env.REDIS_URL!);
    await redis.flushall();
    redis.disconnect();
  }

  /** When the last event of a log may lie: an hour before the time at which the clock stands. */
  get logStartMs(): number {
    return this.app.clock.nowMs() - 2 * HOUR_MS;
  }

  async tenants(prefix: string): Promise<LogTenants> {
    const tenants = await twoTenants(this.app);
    const numbers = [tenants.acme, tenants.globex].flatMap(({ wabas }) =>
      wabas.flatMap(({ wabaId, numbers }) =>
        numbers.map(({ phoneNumberId, displayPhoneNumber }) => ({
          wabaId,
          phoneNumberId,
          displayPhoneNumber,
        })),
      ),
    );
    return { tenants, prefix, numbers };
  }

  /** The tenants have answered these users' calls, whenever Meta's word of them comes. */
  async answer(events: readonly LogEvent[], { tenants }: LogTenants): Promise<void> {
    const { app, clock } = this.app;
    const database = app.get(TenantDatabase);
    for (const { tenantId, numbers } of [tenants.acme, tenants.globex]) {
      const numberIds = new Map(numbers.map(({ phoneNumberId, id }) => [phoneNumberId, id]));
      const own = events.filter(({ number }) => numberIds.has(number.phoneNumberId));
      await database.run(systemTenantContext(tenantId, 'test'), async (tx) => {
        const keys = own.map(({ wacid }) => ({ tenantId, wacid, proposed: uuidv7(clock) }));
        const callIds = await callIdsOf(tx, keys, clock.now());
        const rows = own.map(({ wacid, number, element }, index) => ({
          tenantId,
          callId: callIds[index]!,
          source: 'TENANT' as const,
          kind: 'tenant_accepted' as const,
          data: {},
          occurredAt: new Date(Number(element.timestamp) * 1000),
          head: {
            direction: 'USER_INITIATED' as const,
            numberId: numberIds.get(number.phoneNumberId)!,
            consumerId: null,
            wacid,
          },
          traceparent: null,
        }));
        await insertInboxEvents(tx, clock, rows);
      });
    }
  }

  /** Posts each group of events as one webhook of an app that is bound to all of them. */
  async post(groups: readonly LogEvent[][], world: LogTenants, chance: Seeded): Promise<void> {
    const webhooks = groups.map((events) => ({
      body: webhookOf(events, chance),
      app: chance.pick(appsFor(events, world.tenants)),
    }));
    await all(webhooks, POSTS_AT_ONCE, ({ body, app }) => postWebhook(this.app.url, app, body));
  }

  /** Drains every call that has news, until none has. */
  async drain(world: LogTenants): Promise<void> {
    const pump = this.app.app.get(CallPump);
    for (let calls = await callsWithNews(world); calls.length > 0;) {
      await all(calls, DRAINS_AT_ONCE, (call) => pump.work(call.tenant_id, call.call_id));
      calls = await callsWithNews(world);
    }
  }

  /** Sweeps as long as that leaves fewer calls with news. */
  async sweep(world: LogTenants): Promise<void> {
    const sweeper = this.app.app.get(SweepCalls);
    let [before, now] = [Infinity, (await callsWithNews(world)).length];
    while (now > 0 && now < before) {
      await sweeper.execute();
      [before, now] = [now, (await callsWithNews(world)).length];
    }
    if (now > 0) throw new Error(`the sweeper overlooks ${now} calls`);
  }

  projection({ tenants, prefix }: LogTenants): Promise<CallProjection> {
    const tenantIds = [tenants.acme.tenantId, tenants.globex.tenantId];
    return callProjection({ tenantIds, prefix });
  }
}
