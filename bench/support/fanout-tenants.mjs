import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { machineClient } from '../../scripts/lib/seed.mjs';

const CREATE = `mutation ($input: CreateEndpointInput!) {
  createEndpoint(input: $input) {
    ... on CreateEndpointSuccess { endpoint { id } }
    ... on MutationError { code message }
  }
}`;

let lastMs = 0;
let counter = 0;

/** UUID version 7, rising: logs are partitioned by it, and messages leave in its order. */
function uuidv7(nowMs) {
  counter = nowMs === lastMs ? counter + 1 : 0;
  lastMs = nowMs;
  const ms = nowMs.toString(16).padStart(12, '0');
  const rest = randomBytes(8).toString('hex');
  const high = (0x7000 + Math.min(counter, 0xfff)).toString(16);
  return `${ms.slice(0, 8)}-${ms.slice(8)}-${high}-a${rest.slice(0, 3)}-${rest.slice(3, 15)}`;
}

/** A seeded tenant, through its API and through the rows that only it sees. */
export class FanoutTenant {
  #url;
  #token;
  #database;
  #tenantId;
  #decodeId;
  #ids = new Map();

  static async open(stack, key) {
    const tenant = new FanoutTenant();
    const { clientId, clientSecret } = machineClient(stack.logins, key);
    tenant.#url = stack.urls.api.publicUrl;
    const form = { grant_type: 'client_credentials', client_id: clientId };
    const body = new URLSearchParams({ ...form, client_secret: clientSecret });
    const response = await fetch(`${tenant.#url}/oauth/token`, { method: 'POST', body });
    tenant.#token = (await response.json()).access_token;
    const login = stack.logins.tenants.find((one) => one.key === key);
    // Only now: the bench builds what it imports.
    tenant.#decodeId = (await import('#patchbay/kernel')).decodeId;
    tenant.#tenantId = tenant.#decodeId('tenant', login.tenantId);
    tenant.#database = new pg.Client({ connectionString: stack.services.appUrl });
    await tenant.#database.connect();
    return tenant;
  }

  close() {
    return this.#database.end();
  }

  /** Makes an endpoint for ends of calls, as a tenant does. */
  async endpoint(url, settings = {}) {
    const input = { url, eventTypes: ['call.terminated'], ...settings };
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: CREATE, variables: { input } }),
    });
    const { data, errors } = await response.json();
    const result = data?.createEndpoint;
    if (!result?.endpoint) throw new Error(JSON.stringify(errors ?? result));
    this.#ids.set(url, this.#decodeId('endpoint', result.endpoint.id));
  }

  /** Rows of this tenant; several statements in one transaction with `transaction`. */
  async query(sql, parameters = []) {
    return this.transaction(async () => (await this.#database.query(sql, parameters)).rows);
  }

  async transaction(work) {
    await this.#database.query('begin');
    try {
      await this.#database.query(`select set_config('app.tenant_id', $1, true)`, [this.#tenantId]);
      const result = await work((sql, parameters) => this.#database.query(sql, parameters));
      await this.#database.query('commit');
      return result;
    } catch (error) {
      await this.#database.query('rollback');
      throw error;
    }
  }

  /** Endpoints that are disabled and enabled as a whole, without the tenant's doing. */
  async switch(urls, isOn) {
    await this.query(`update endpoint set status = $2 where id = any($1::uuid[])`, [
      urls.map((url) => this.#ids.get(url)),
      isOn ? 'ENABLED' : 'DISABLED',
    ]);
    // As if they had never failed, or been found disabled.
    await this.query(`delete from endpoint_health`);
    await this.query(`delete from delivery_due`);
  }

  /**
   * So many messages about as many calls, all due now, each at one of the endpoints in turn. The
   * calls are copies of one that came by a webhook, with a user whose identity joins the message.
   */
  async feed(urls, count) {
    const nowMs = Date.now();
    const rows = Array.from({ length: count }, (_, i) => ({
      id: uuidv7(nowMs + Math.floor(i / 4000)),
      call: randomUUID(),
      endpoint: this.#ids.get(urls[i % urls.length]),
    }));
    const json = JSON.stringify(rows);
    const recordset = `json_to_recordset($1) as r (id uuid, call uuid, endpoint uuid)`;
    await this.transaction(async (query) => {
      await query(
        `insert into call select (jsonb_populate_record(c, jsonb_build_object('id', r.call))).*
           from call c, ${recordset}
          where c.id = (select id from call where ended_at is not null order by id limit 1)`,
        [json],
      );
      await query(
        `insert into message (tenant_id, id, event_type, call_id, payload, occurred_at, created_at)
         select m.tenant_id, r.id, m.event_type, r.call, m.payload, $2::timestamptz, $2
           from (select * from message where call_id is not null order by id limit 1) m, ${recordset}`,
        [json, new Date(nowMs)],
      );
      await query(
        `insert into delivery_due (tenant_id, message_id, endpoint_id, is_live, attempts, due_at,
                                   created_at, call_id)
         select m.tenant_id, r.id, r.endpoint, false, 0, $2::timestamptz, $2, r.call
           from ${recordset} join message m using (id)`,
        [json, new Date(nowMs)],
      );
    });
    return rows.map(({ id }) => id);
  }

  /** How many of the messages have a row that says they were delivered. */
  async delivered(ids) {
    const [{ count }] = await this.query(
      `select count(distinct message_id)::int as count from attempt
        where outcome = 'DELIVERED' and message_id = any($1::uuid[])`,
      [ids],
    );
    return count;
  }
}
