import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { CallPump, Consumers, SweepCalls } from '#patchbay/calls';
import { TenantDatabase } from '#patchbay/database';
import { createLogger, decodeId, systemTenantContext } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { simulatorConfigSchema } from '../../apps/simulator/src/config.js';
import type { Seed } from '../../apps/simulator/src/seed-file.js';
import { Simulator } from '../../apps/simulator/src/simulator.js';
import { createTestApp, type TestApp } from './create-test-app.js';
import { expectSuccess, graphql } from './graphql-client.js';
import { ownerQuery } from './owner-query.js';
import { type TestTenant, type TwoTenants, twoTenants } from './two-tenants.js';

/** JSON of another process, read by tests that know its form. */
type Json = ReturnType<typeof JSON.parse>;

export interface SignallingOptions {
  readonly api?: Record<string, string>;
  readonly simulator?: Record<string, string>;
  /** WhatsApp users; each lets every number call. */
  readonly consumers: readonly string[];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Meta's side of the two tenants: the same apps, WABAs, tokens and numbers. */
function seedOf({ acme, globex, apps }: TwoTenants, consumers: readonly string[]): Seed {
  const wabas = [...acme.wabas, ...globex.wabas];
  const numbers = wabas.flatMap((waba) => waba.numbers.map((number) => ({ waba, number })));
  const permissions = numbers.map(({ number: { phoneNumberId } }) => ({
    phoneNumberId,
    status: 'permanent' as const,
  }));
  return {
    partner: {
      businessId: '600000000000001',
      name: 'Partner',
      systemToken: 'EAA-system-token-of-the-partner',
      creditLineId: '620000000000001',
    },
    metaApps: Object.values(apps).map((app) => ({ ...app })),
    wabas: wabas.map(({ wabaId, accessToken, apps: bound }, index) => ({
      wabaId,
      businessId: `61000000000000${index + 1}`,
      name: wabaId,
      currency: 'USD',
      timeZone: 'Europe/Berlin',
      apps: bound.map(({ appKey }) => appKey),
      accessToken,
      hasPaymentMethod: true,
    })),
    phoneNumbers: numbers.map(({ waba, number }) => ({
      phoneNumberId: number.phoneNumberId,
      displayPhoneNumber: number.displayPhoneNumber,
      wabaId: waba.wabaId,
      callingEnabled: number.isCallingEnabled,
      messagingLimit: 'TIER_2K',
      accountMode: 'LIVE',
      recipients: null,
    })),
    consumers: consumers.map((waId) => ({
      waId,
      userId: `KE.${waId}`,
      name: waId,
      isNumberHidden: false,
      isCallable: true,
      hasOldClient: false,
      permissions,
    })),
  };
}

/**
 * Two tenants on the API as it runs, their numbers in a simulator of their own, and no media: calls
 * are passed through. Webhooks are drained as they come, unless the test holds them back.
 */
export class SignallingWorld {
  readonly #draining: Promise<void>;
  #isStopped = false;
  isDraining = true;

  private constructor(
    readonly api: TestApp,
    readonly two: TwoTenants,
    readonly simulator: Simulator,
  ) {
    this.#draining = this.#keepDraining();
  }

  async #keepDraining(): Promise<void> {
    while (!this.#isStopped) {
      if (this.isDraining) await this.drain().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }

  static async start(options: SignallingOptions): Promise<SignallingWorld> {
    const port = await freePort();
    const api = await createTestApp({
      META_GRAPH_URL: `http://127.0.0.1:${port}`,
      DATABASE_POOL_SIZE: '10',
      ...options.api,
    });
    const two = await twoTenants(api);
    const numbers = [...two.acme.numbers, ...two.globex.numbers].map(({ id }) => id);
    await ownerQuery(`update phone_number set route = 'PASSTHROUGH' where id = any($1::uuid[])`, [
      numbers,
    ]);
    const simulator = await Simulator.open({
      config: simulatorConfigSchema.parse({ WEBHOOK_BASE_URL: api.url, ...options.simulator }),
      seed: seedOf(two, options.consumers),
      clock: api.clock,
      logger: createLogger({ name: 'simulator', level: 'silent' }),
      host: '127.0.0.1',
      port,
    });
    const world = new SignallingWorld(api, two, simulator);
    for (const consumer of options.consumers) await world.behave(consumer, {});
    return world;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#draining;
    await this.simulator.close();
    await this.api.close();
  }

  /** How a user behaves; answers at once and carries no media unless told otherwise. */
  async behave(consumer: string, behaviour: Record<string, unknown>): Promise<void> {
    const body = { media: false, answerAfterMs: 0, ...behaviour };
    await this.sim('PUT', `/consumers/${consumer}/behaviour`, body);
  }

  /** The simulator's control; what it refuses is an error. */
  async sim(method: string, path: string, body?: unknown): Promise<Json> {
    const response = await fetch(`${this.simulator.url}/_sim/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** A user calls a number; gives Meta's id of the call. */
  async userCalls(consumer: string, phoneNumberId: string): Promise<string> {
    const { wacid } = await this.sim('POST', '/calls', { consumer, phoneNumberId, media: false });
    return String(wacid);
  }

  /** The answer of a mutation or query, whatever its type. */
  async ask(tenant: TestTenant, query: string, variables: Record<string, unknown>): Promise<Json> {
    return expectSuccess(await graphql(this.api, tenant.token, query, variables));
  }

  /** Reads all that waits in the inbox for a call, and goes on with the call. */
  async drain(): Promise<void> {
    const rows = await ownerQuery<{ tenant_id: string; call_id: string }>(
      `select distinct tenant_id, call_id from inbox_event
        where processed_at is null and call_id is not null and tenant_id = any($1::uuid[])`,
      [[this.two.acme.tenantId, this.two.globex.tenantId]],
    );
    const pump = this.api.app.get(CallPump);
    await Promise.all(rows.map((row) => pump.work(row.tenant_id, row.call_id)));
  }

  /** The row of a call, once `isSo`. */
  row(ref: { wacid: string } | { callId: string }, isSo: (call: Json) => boolean): Promise<Json> {
    const [column, value] =
      'wacid' in ref ? ['wacid', ref.wacid] : ['id', decodeId('call', ref.callId)];
    return eventually(
      async () => {
        const [call] = await ownerQuery<Json>(`select * from call where ${column} = $1`, [value]);
        if (call !== undefined && isSo(call)) return call;
        throw new Error(`the call is ${call?.state} ${JSON.stringify(call?.facts)}`);
      },
      { within: 10_000 },
    );
  }

  /** Lets time pass, for Meta, the users and the platform, sweeps, and reads what is told by then. */
  async pass(ms: number): Promise<void> {
    await this.sim('POST', '/clock/advance', { ms });
    await this.api.app.get(SweepCalls).execute();
    if (this.isDraining) await this.drain().catch(() => undefined);
  }

  /** The calls with these consumers, oldest first. */
  async callsOf(consumers: readonly string[]): Promise<Json[]> {
    const { acme } = this.two;
    const ids = await this.api.app
      .get(TenantDatabase)
      .run(systemTenantContext(acme.tenantId, 'test'), (tx) =>
        this.api.app.get(Consumers).ensureAll(
          tx,
          consumers.map((waId) => ({ tenantId: acme.tenantId, identity: { waId } })),
        ),
      );
    return ownerQuery<Json>(`select * from call where consumer_id = any($1::uuid[]) order by id`, [
      ids,
    ]);
  }

  /** All that Meta has told is read once more, but for what is being read in this moment. */
  async readAgain(): Promise<void> {
    await ownerQuery(
      `update inbox_event set processed_at = null where id in (
         select id from inbox_event where source = 'META' and tenant_id = any($1::uuid[])
           for update skip locked)`,
      [[this.two.acme.tenantId, this.two.globex.tenantId]],
    );
  }

  /** Whether nothing waits to be read, sent or ended. */
  async isQuiet(): Promise<boolean> {
    const [open] = await ownerQuery<{ count: number }>(
      `select (select count(*) from inbox_event where processed_at is null and call_id is not null
                and tenant_id = any($1::uuid[]))::int
            + (select count(*) from effect where state in ('PENDING', 'CLAIMED')
                and tenant_id = any($1::uuid[]))::int
            + (select count(*) from call where ended_at is null and tenant_id = any($1::uuid[]))::int
              as count`,
      [[this.two.acme.tenantId, this.two.globex.tenantId]],
    );
    return open?.count === 0;
  }

  /** What Meta was asked about a call, in order. */
  async askedOf(wacid: string): Promise<Json[]> {
    const { requests } = await this.sim('GET', '/graph-requests');
    return (requests as Json[]).filter(({ wacid: of }) => of === wacid);
  }

  /** What the tenant is told of a call, in order. */
  told(callRowId: string): Promise<Json[]> {
    return ownerQuery(
      `select event_type, payload, sdp_kind from message where call_id = $1 order by id`,
      [callRowId],
    );
  }
}
