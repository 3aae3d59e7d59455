import { Pool } from 'pg';
import { decodeId, encodeId } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { startStack, type Stack, type StackOptions } from '../../../scripts/lib/stack.mjs';
import { cloneDatabase, type TestDatabase } from '../../support/test-services.js';

/** Acme's first number, Globex's first number, and a user who let both call. */
export const ACME_NUMBER = '410000000000001';
export const GLOBEX_NUMBER = '410000000000004';
export const AMINA = '254700000101';

/** JSON of another process, read by tests that know its form. */
export type Json = Record<string, ReturnType<typeof JSON.parse>>;

/** The whole system on a database of its own, seen from outside: peers, GraphQL, rows. */
export class Scenario {
  private constructor(
    readonly stack: Stack,
    private readonly database: TestDatabase,
    private readonly rows: Pool,
  ) {}

  /** `prepare` gets the database before any process has read it. */
  static async start(
    options: StackOptions = {},
    prepare?: (rows: Pool) => Promise<void>,
  ): Promise<Scenario> {
    const database = await cloneDatabase();
    const rows = new Pool({ connectionString: database.ownerUrl, max: 4 });
    // A connection that is ending may still hear that its database is dropped.
    rows.on('error', () => undefined);
    await prepare?.(rows);
    const stack = await startStack({
      database: { ownerUrl: database.ownerUrl, appUrl: database.appUrl },
      redisUrl: process.env.REDIS_URL!,
      virtualClock: true,
      isDurable: false,
      ...options,
    });
    return new Scenario(stack, database, rows);
  }

  async stop(): Promise<void> {
    await this.stack.stop();
    await this.rows.end();
    await this.database.drop();
  }

  async query<Row extends Json>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.rows.query<Row>(sql, parameters)).rows;
  }

  sim(method: string, path: string, body?: Json): Promise<Json> {
    return this.#ask(method, `${this.stack.urls.simulator.publicUrl}/_sim/v1${path}`, body);
  }

  tenant(method: string, path: string, body?: Json): Promise<Json> {
    const { publicUrl } = this.stack.urls['sample-tenant-acme']!;
    return this.#ask(method, `${publicUrl}/_tenant/v1${path}`, body);
  }

  /** Everything as at first: no faults, users answer, the tenant accepts, the clock is real. */
  async reset(): Promise<void> {
    await this.stack.setClock(0);
    await this.sim('DELETE', '/faults');
    await this.tenant('DELETE', '/faults');
    await this.sim('PUT', `/consumers/${AMINA}/behaviour`, { onRing: 'answer' });
    await this.tenant('PUT', '/behaviour', { onConnect: 'accept' });
  }

  /** A user calls the number; gives Meta's id of the call. */
  async userCalls(faults?: Json, phoneNumberId = ACME_NUMBER): Promise<string> {
    const call = { consumer: AMINA, phoneNumberId, ...(faults && { faults }) };
    const { httpStatus, wacid, ...reply } = await this.sim('POST', '/calls', call);
    if (httpStatus !== 201) throw new Error(`the user cannot call: ${JSON.stringify(reply)}`);
    return String(wacid);
  }

  /** The tenant calls the user; gives our id of the call, or the refusal. */
  tenantCalls(phoneNumberId = ACME_NUMBER): Promise<Json> {
    return this.tenant('POST', '/calls', {
      phoneNumberId,
      consumer: { waId: AMINA },
    });
  }

  /** The row of a call, once `isSo`. */
  async call(ref: { wacid: string } | { callId: string }, isSo: (call: Json) => boolean) {
    const [column, value] =
      'wacid' in ref ? ['wacid', ref.wacid] : ['id', decodeId('call', ref.callId)];
    return eventually(
      async () => {
        const [call] = await this.query(`select * from call where ${column} = $1`, [value]);
        if (call === undefined || !isSo(call)) {
          throw new Error(
            `the call is ${JSON.stringify(call?.state)} ${JSON.stringify(call?.facts)}`,
          );
        }
        return call;
      },
      { within: 20_000 },
    );
  }

  ended(ref: { wacid: string } | { callId: string }): Promise<Json> {
    return this.call(ref, (call) => call.ended_at !== null);
  }

  inProgress(ref: { wacid: string } | { callId: string }): Promise<Json> {
    return this.call(ref, ({ state, facts }) => state === 'IN_PROGRESS' && facts.facts.gate_opened);
  }

  /** What the tenant was told of a call, in order, once the end and `alsoTold` are among it. */
  async toldOf(callId: string, ...alsoTold: string[]): Promise<string[]> {
    const awaited = ['call.terminated', ...alsoTold];
    return eventually(
      async () => {
        const { events } = await this.tenant('GET', '/events');
        const told = (events as Json[]).filter(
          ({ event }) => event.data.callId === encodeId('call', callId),
        );
        const types = told.map(({ event }) => String(event.type));
        return awaited.every((type) => types.includes(type)) ? types : undefined;
      },
      { within: 15_000 },
    );
  }

  /**
   * What must be equal whatever went wrong on the way: the call without ids and receive times, what
   * is known of it, its legs, what was told, what was used and rated, and that nothing is left open.
   */
  async projection(callId: string): Promise<Json> {
    const one = async (sql: string) => (await this.query(sql, [callId])).map((row) => row);
    const settled = await eventually(
      async () => {
        const open = await one(
          `select 'inbox' as what from inbox_event where call_id = $1 and processed_at is null
           union all select 'effect' from effect where call_id = $1 and state in ('PENDING', 'CLAIMED')
           union all select 'usage' from usage_key where call_id = $1 and rated_line_id is null
           union all select 'media' from call where id = $1 and node_id is not null
             and facts -> 'facts' -> 'media_ended' is null
           union all select 'due' from delivery_due d join message m on m.id = d.message_id
             where m.call_id = $1`,
        );
        if (open.length > 0) throw new Error(`open: ${JSON.stringify(open)}`);
        return true;
      },
      { within: 20_000 },
    );
    return {
      settled,
      call: await one(
        `select direction, state, control, media_mode, end_code, meta_error, epoch,
                billable_seconds, wacid is not null as has_wacid, node_id is not null as has_node
           from call where id = $1`,
      ),
      facts: await one(`select kind, actor from call_event where call_id = $1 order by kind`),
      legs: await one(
        `select kind, state, connected_at is not null as was_up from leg where call_id = $1 order by 1`,
      ),
      messages: await one(`select event_type from message where call_id = $1 order by 1`),
      effects: await one(`select kind, state from effect where call_id = $1 order by kind`),
      usage: await one(
        `select u.direction, u.billable_seconds, r.pulses, r.cost_nano, r.price_nano, r.currency
           from usage_record u join rated_line r on r.usage_record_id = u.id where u.call_id = $1`,
      ),
    };
  }

  async #ask(method: string, url: string, body?: Json): Promise<Json> {
    const response = await fetch(url, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    return { httpStatus: response.status, ...(text === '' ? {} : (JSON.parse(text) as Json)) };
  }
}

/** Meta writes into some refusals when the next call is allowed. */
const MOMENT = /\b\d{10}\b/;

/** The projection without how long they talked, moments and Meta's trace ids: no two runs have the same. */
export function timeless(projection: Json): unknown {
  return JSON.parse(
    JSON.stringify(projection, (key, value: unknown) => {
      if (key === 'details' && typeof value === 'string') return value.replace(MOMENT, 'later');
      return ['billable_seconds', 'pulses', 'fbtraceId'].includes(key) ? undefined : value;
    }),
  );
}
