import { Client } from 'pg';
import { CreateEndpoint, EVENT_TYPE_NAMES } from '#patchbay/fanout';
import { encodeId } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { createTestApp } from '../../support/create-test-app.js';
import { ownerQuery } from '../../support/owner-query.js';
import { cloneDatabase, type TestDatabase } from '../../support/test-services.js';
import { type TestTenant, twoTenants, type TwoTenants } from '../../support/two-tenants.js';
import { callProjection, type CallProjection } from './call-projection.js';
import { appsFor, postWebhook, webhookOf } from './meta-sender.js';
import type { Json } from './scenario.js';
import { Seeded } from './seeded.js';
import { StormMeta } from './storm-meta.js';
import { StormReceiver } from './storm-receiver.js';
import { StormStack } from './storm-stack.js';
import { type LogEvent, type LogNumber, webhookLog } from './webhook-log.js';

const SENDERS = 12;
const HOUR_MS = 3600 * 1000;
/** When a user hangs up who was not answered, after the offer. */
const RANG_S = 5;
const LOOK_EVERY_MS = 200;
const MOST_BEHIND = 150;

/** The message that follows from an event of Meta's. */
const TOLD_BY: Readonly<Record<string, string>> = {
  RINGING: 'call.ringing',
  ACCEPTED: 'call.accepted',
  REJECTED: 'call.rejected',
  terminate: 'call.terminated',
};

export interface StormOptions {
  readonly calls: number;
  /** Offers of calls that are up, among the events of the log. */
  readonly liveCalls: number;
  readonly seed: number;
}

/** Two tenants with an endpoint each, and all that Meta tells of their calls. */
export interface StormRun {
  readonly name: string;
  readonly tenants: TwoTenants;
  readonly numbers: readonly LogNumber[];
}

const tenantsOf = ({ tenants }: StormRun): TestTenant[] => [tenants.acme, tenants.globex];
const idsOf = (run: StormRun): string[] => tenantsOf(run).map(({ tenantId }) => tenantId);

export const prefixOf = (run: StormRun, kind: 'told' | 'live') => `wacid.${run.name}.${kind}.`;

interface StormParts {
  readonly stack: StormStack;
  readonly meta: StormMeta;
  readonly receiver: StormReceiver;
  readonly database: TestDatabase;
}

/** The system between a Meta that sends until it is heard and tenants that keep what they get. */
export class StormWorld {
  /** Webhooks that had to be sent again. */
  repeated = 0;
  readonly #offers = new Map<string, LogEvent & { readonly atS: number; readonly run: StormRun }>();
  readonly #following: Promise<unknown>[] = [];

  /** The calls that are over lie hours back; each run is told the same of them. */
  readonly #logStartMs = Math.floor(Date.now() / 1000) * 1000 - 3 * HOUR_MS;

  readonly stack: StormStack;
  readonly meta: StormMeta;
  readonly receiver: StormReceiver;
  readonly #database: TestDatabase;

  private constructor(
    { database, ...parts }: StormParts,
    private readonly options: StormOptions,
  ) {
    ({ stack: this.stack, meta: this.meta, receiver: this.receiver } = parts);
    this.#database = database;
  }

  /** Starts everything, and makes a pair of tenants for each run. */
  static async start(names: readonly string[], options: StormOptions) {
    const [database, stack, meta, receiver] = await Promise.all([
      cloneDatabase(),
      StormStack.start(),
      StormMeta.start(),
      StormReceiver.start(),
    ]);
    // From here on this file looks at the database of its own.
    const own = { DATABASE_OWNER_URL: database.ownerUrl, DATABASE_URL: database.appUrl };
    Object.assign(process.env, own);
    const world = new StormWorld({ stack, meta, receiver, database }, options);
    const runs = await world.#runs(names);
    const secrets = { SECRETS_FILE: process.env.SECRETS_FILE! };
    await stack.startProcesses(database, { META_GRAPH_URL: meta.url, ...secrets });
    meta.onAction = ({ wacid }) => {
      world.#hangUp(wacid);
    };
    return { world, runs };
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.#following);
    await this.stack.stop();
    await Promise.all([this.meta.stop(), this.receiver.stop()]);
    await this.#database.drop();
  }

  async #runs(names: readonly string[]): Promise<StormRun[]> {
    const app = await createTestApp({ REDIS_URL: this.stack.redisUrl });
    const createEndpoint = app.app.get(CreateEndpoint);
    const runs: StormRun[] = [];
    for (const name of names) {
      const tenants = await twoTenants(app);
      const numbers = [tenants.acme, tenants.globex].flatMap(({ wabas }) =>
        wabas.flatMap((waba) => waba.numbers.map((number) => ({ ...number, wabaId: waba.wabaId }))),
      );
      for (const { context, key } of [tenants.acme, tenants.globex]) {
        const input = { url: this.receiver.urlOf(key), eventTypes: EVENT_TYPE_NAMES };
        const outcome = await createEndpoint.execute(context, input);
        if (outcome.kind !== 'created') throw new Error(outcome.kind);
        this.receiver.expect(key, outcome.secret.reveal());
      }
      runs.push({ name, tenants, numbers });
    }
    await app.close();
    return runs;
  }

  /** All that Meta tells of the calls of a run that are over. */
  logOf(run: StormRun): LogEvent[] {
    const { calls, seed } = this.options;
    const log = { calls, startMs: this.#logStartMs, numbers: run.numbers };
    return webhookLog({ ...log, prefix: prefixOf(run, 'told') }, new Seeded(seed));
  }

  /** Sends everything of a run, so many events a second, each webhook until it is taken. */
  async send(
    run: StormRun,
    perSecond: number,
    onSent: (events: number) => void = () => undefined,
  ): Promise<number> {
    const chance = new Seeded(this.options.seed);
    const log = this.logOf(run);
    // Meta says some things twice.
    const more = log.filter(() => chance.once(10));
    const groups = chance
      .grouped(chance.shuffled([...log, ...more]), 4)
      .map((events) => () => events);
    const live = Array.from({ length: this.options.liveCalls }, (_, i) => () => [
      this.#offer(run, i),
    ]);
    let sent = 0;
    await this.#paced(chance.shuffled([...groups, ...live]), perSecond, async (eventsOf) => {
      const events = eventsOf();
      await this.#post(run, events);
      sent += events.length;
      onSent(sent);
    });
    while (this.#following.length > 0) await this.#following.pop();
    return sent;
  }

  /** Does it while webhooks are in a transaction of ingest's that waits. */
  async whileIngestWaits(work: () => Promise<void>): Promise<void> {
    const client = new Client({ connectionString: this.#database.ownerUrl });
    await client.connect();
    try {
      await client.query(`begin; lock table inbox_delivery in exclusive mode`);
      await eventually(async () => {
        const { rows } = await client.query(
          `select 1 from pg_locks where not granted and relation = 'inbox_delivery'::regclass`,
        );
        return rows.length > 0;
      }).catch(() => undefined);
      await work();
    } finally {
      await client.end();
    }
  }

  /** One more call that was missed, told and taken to its end. */
  async sendOne(run: StormRun): Promise<void> {
    const offer = this.#offer(run, this.options.liveCalls);
    this.#hangUp(offer.wacid);
    await Promise.all(this.#following.splice(0));
  }

  async #paced(
    groups: readonly (() => LogEvent[])[],
    perSecond: number,
    work: (group: () => LogEvent[]) => unknown,
  ): Promise<void> {
    const startedAt = performance.now();
    let begun = 0;
    const waiting = [...groups];
    // On average a group has so many events.
    const everyMs = (1000 / perSecond) * 2.5;
    const sender = async (): Promise<void> => {
      for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
        const waitMs = startedAt + everyMs * begun - performance.now();
        begun += 1;
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
        while (behind > MOST_BEHIND)
          await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
        await work(group);
      }
    };
    // What is told of a call that is up is worthless after a minute: no more is sent than arrives in time.
    let behind = 0;
    const watch = setInterval(() => {
      void this.#openRows().then(
        ({ events = 0, due = 0 }) => (behind = events + due),
        () => undefined,
      );
    }, LOOK_EVERY_MS);
    try {
      await Promise.all(Array.from({ length: SENDERS }, sender));
    } finally {
      clearInterval(watch);
    }
  }

  async #post(run: StormRun, events: readonly LogEvent[]): Promise<void> {
    const chance = new Seeded(events.length);
    const app = chance.pick(appsFor(events, run.tenants));
    const tries = await postWebhook(this.stack.apiUrl, app, webhookOf(events, chance));
    this.repeated += tries - 1;
  }

  /** A user calls now. Nobody can answer: there is no media, so the platform turns the call away. */
  #offer(run: StormRun, index: number): LogEvent {
    const number = run.numbers[index % run.numbers.length]!;
    const wacid = `${prefixOf(run, 'live')}${index}`;
    const atS = Math.floor(Date.now() / 1000);
    const session = { sdp_type: 'offer', sdp: `v=0\r\ns=${wacid}\r\n` };
    const element = { ...headOf(wacid, number), event: 'connect', timestamp: String(atS), session };
    const offer: LogEvent = { wacid, number, list: 'calls', element };
    this.#offers.set(wacid, { ...offer, atS, run });
    return offer;
  }

  /** Once the platform has turned the call away, Meta tells its end, once. */
  #hangUp(wacid: string): void {
    const offer = this.#offers.get(wacid);
    if (offer === undefined) return;
    this.#offers.delete(wacid);
    const { atS, run, number } = offer;
    const end = { event: 'terminate', timestamp: String(atS + RANG_S), status: 'COMPLETED' };
    const element = { ...headOf(wacid, number), ...end };
    this.#following.push(this.#post(run, [{ wacid, number, list: 'calls', element }]));
  }

  /** Waits until nothing is left to do anywhere: no event, command, message or job, no live call. */
  async settled(within: number): Promise<void> {
    await eventually(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
        const open = { ...(await this.#openRows()), ...(await this.stack.jobs()) };
        if (Object.values(open).every((count) => count === 0)) return true;
        throw new Error(`still open: ${JSON.stringify(open)}`);
      },
      { within },
    );
  }

  async #openRows(): Promise<Record<string, number>> {
    const [row] = await ownerQuery<Record<string, number>>(
      `select (select count(*)::int from inbox_event where processed_at is null) as events,
              (select count(*)::int from effect where state in ('PENDING', 'CLAIMED')) as effects,
              (select count(*)::int from delivery_due) as due,
              (select count(*)::int from call where ended_at is null and wacid like '%.live.%') as live`,
    );
    return row!;
  }

  /** The calls that were over, by named columns. */
  projection(run: StormRun): Promise<CallProjection> {
    return callProjection({ tenantIds: idsOf(run), prefix: prefixOf(run, 'told') });
  }

  /** How the calls that were up have ended; when, no two runs agree on. */
  async liveEnds(run: StormRun): Promise<Json[]> {
    const of = { tenantIds: idsOf(run), prefix: prefixOf(run, 'live') };
    const { call, message } = await callProjection(of);
    return [
      ...call.map(({ call, state, end_code, told }) => ({ call, state, end_code, told })),
      ...message,
    ];
  }

  /** What a tenant must have been told, by what Meta has told us of its calls. */
  expectedAt(run: StormRun, tenant: TestTenant): string[] {
    const isOfTenant = ({ number }: LogEvent) =>
      tenant.numbers.some(({ phoneNumberId }) => phoneNumberId === number.phoneNumberId);
    const told = this.logOf(run)
      .filter(isOfTenant)
      .flatMap(({ wacid, element }) => {
        const type =
          TOLD_BY[String(element.status ?? element.event)] ?? TOLD_BY[String(element.event)];
        return type === undefined ? [] : [`${type} ${wacid}`];
      });
    return [...new Set(told)].sort();
  }

  async messagesOf({ tenantId }: TestTenant): Promise<string[]> {
    const rows = await ownerQuery<{ id: string }>(`select id from message where tenant_id = $1`, [
      tenantId,
    ]);
    return rows.map(({ id }) => encodeId('message', id)).sort();
  }
}

function headOf(wacid: string, number: LogNumber): Json {
  const ends = { from: '254700999001', to: number.displayPhoneNumber };
  return { id: wacid, direction: 'USER_INITIATED', ...ends };
}
