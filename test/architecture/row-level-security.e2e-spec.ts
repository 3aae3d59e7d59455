import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { RUNTIME_ROLES, type RuntimeRole } from '#patchbay/database';
import { cloneDatabase, type TestDatabase } from '../support/test-services.js';
import { tenantTablesIn } from './support/audit-schema.js';
import { rowsOf } from './support/catalogue.js';
import { insertRow, newId, type NewRow, rowsFor } from './support/rows.js';

/** What the roles can do on real rows, in a database that has one of each tenant in every table. */

const acme = newId();
const globex = newId();
const TENANTS = { acme, globex };

let database: TestDatabase;
let owner: Client;
let tables: string[];
const clients = new Map<RuntimeRole, Client>();
const clientOf = (role: RuntimeRole): Client => clients.get(role)!;

beforeAll(async () => {
  database = await cloneDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  tables = await tenantTablesIn(owner);
  await fill();
  for (const role of RUNTIME_ROLES) {
    const url = new URL(database.appUrl);
    url.username = url.username.replace(/_app$/, `_${role}`);
    const client = new Client({ connectionString: url.href });
    await client.connect();
    clients.set(role, client);
  }
});
afterAll(async () => {
  await Promise.all([owner, ...clients.values()].map((client) => client.end()));
  await database.drop();
});

/** As the owner, who need not be a superuser: the policies are forced on him again afterwards. */
async function fill(): Promise<void> {
  const secured = [...tables, 'tenant'];
  await owner.query('begin');
  for (const table of secured)
    await owner.query(`alter table ${table} no force row level security`);
  for (const tenantId of Object.values(TENANTS)) {
    const rows = await rowsFor(owner, tables, tenantId);
    for (const [table, row] of rows) await insertRow(owner, table, own(table, row, tenantId));
  }
  for (const table of secured) await owner.query(`alter table ${table} force row level security`);
  await owner.query('commit');
}

/** Global tables that tenants' rows refer to have keys of their own. */
function own(table: string, row: NewRow, tenantId: string): NewRow {
  return table === 'tenant' ? { ...row, key: tenantId } : row;
}

/** Runs as a role in a transaction that is rolled back; `tenantId` as the doors set it. */
async function as<Result>(
  role: RuntimeRole,
  tenantId: string | undefined,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = clientOf(role);
  await client.query('begin');
  try {
    if (tenantId !== undefined) {
      await client.query(`select set_config('app.tenant_id', $1, true)`, [tenantId]);
    }
    return await work(client);
  } finally {
    await client.query('rollback');
  }
}

const REFUSED = '42501';

/** The answer to a statement: how many rows, or the SQLSTATE of its refusal. */
async function answer(client: Client, sql: string, values: unknown[] = []): Promise<unknown> {
  await client.query('savepoint before');
  try {
    return (await client.query(sql, values)).rowCount;
  } catch (error) {
    await client.query('rollback to savepoint before');
    return (error as { code?: string }).code;
  }
}

/** The tables on which the role may do this. */
async function tablesWith(role: RuntimeRole, privilege: string): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(
    clientOf(role),
    `select name from unnest($1::text[]) name
      where has_table_privilege(current_user, name, $2) order by 1`,
    [tables, privilege],
  );
  return rows.map((row) => row.name);
}

describe.each(['app', 'platform'] as const)('the role %s', (role) => {
  it('sees no row without a tenant', async () => {
    const readable = await tablesWith(role, 'select');
    expect(readable.length).toBeGreaterThan(0);
    for (const none of [undefined, '']) {
      const seen = await as(role, none, async (client) => {
        const counts: [string, unknown][] = [];
        for (const t of readable) counts.push([t, await answer(client, `select from ${t}`)]);
        return counts;
      });
      expect(seen).toEqual(readable.map((table) => [table, 0]));
    }
  });

  it.each(Object.entries(TENANTS))('sees the rows of %s and no others', async (_, tenantId) => {
    const readable = await tablesWith(role, 'select');
    const seen = await as(role, tenantId, async (client) => {
      const owners: [string, unknown[]][] = [];
      for (const table of readable) {
        const rows = await rowsOf(client, `select tenant_id from ${table}`);
        owners.push([table, rows.map((row) => row.tenant_id)]);
      }
      return owners;
    });
    expect(seen).toEqual(readable.map((table) => [table, [tenantId]]));
  });

  it('inserts no row for another tenant', async () => {
    const rows = await rowsFor(owner, tables, globex);
    const insertable = await tablesWith(role, 'insert');
    const answers = await as(role, acme, async (client) => {
      const found: [string, unknown][] = [];
      for (const table of insertable) {
        const names = Object.keys(rows.get(table)!);
        const places = names.map((__, i) => `$${i + 1}`).join(', ');
        const sql = `insert into ${table} (${names.join(', ')}) values (${places})`;
        found.push([table, await answer(client, sql, Object.values(rows.get(table)!))]);
      }
      return found;
    });
    expect(answers).toEqual(insertable.map((table) => [table, REFUSED]));
  });

  it('neither changes, deletes nor gives away a row', async () => {
    const changeable = await tablesWith(role, 'update');
    const deletable = await tablesWith(role, 'delete');
    const answers = await as(role, acme, async (client) => {
      const found: unknown[] = [];
      for (const table of changeable) {
        const move = `update ${table} set tenant_id = $1`;
        found.push(
          await answer(client, `${move} where tenant_id = $1`, [globex]),
          await answer(client, move, [globex]),
        );
      }
      for (const table of deletable) {
        found.push(await answer(client, `delete from ${table} where tenant_id = $1`, [globex]));
      }
      return found;
    });
    expect(answers).toEqual([...changeable.flatMap(() => [0, REFUSED]), ...deletable.map(() => 0)]);
  });
});

describe('the table of tenants', () => {
  it('shows a tenant its own row, and nothing to nobody', async () => {
    const seen = async (tenantId?: string): Promise<unknown[]> =>
      as('app', tenantId, async (client) => {
        const rows = await rowsOf(client, 'select id from tenant');
        return rows.map((row) => row.id);
      });
    expect(await seen(acme)).toEqual([acme]);
    expect(await seen(globex)).toEqual([globex]);
    expect(await seen()).toEqual([]);
  });
});

describe.each(RUNTIME_ROLES)('the role %s', (role) => {
  it('reaches no partition by its name', async () => {
    const partitions = await rowsOf<{ name: string }>(
      owner,
      'select inhrelid::regclass::text as name from pg_inherits i join pg_class c on c.oid = inhparent and c.relkind = $1',
      ['p'],
    );
    expect(partitions.length).toBeGreaterThan(50);
    const answers = await as(role, acme, async (client) => {
      const found: unknown[] = [];
      for (const { name } of partitions) found.push(await answer(client, `select from ${name}`));
      return found;
    });
    expect(answers).toEqual(partitions.map(() => REFUSED));
  });

  it('empties no table', async () => {
    const answers = await as(role, acme, async (client) => {
      const found: unknown[] = [];
      for (const table of tables) found.push(await answer(client, `truncate ${table} cascade`));
      return found;
    });
    expect(answers).toEqual(tables.map(() => REFUSED));
  });
});

describe('the role staff', () => {
  it('sees rows of every tenant and changes none', async () => {
    const answers = await as('staff', undefined, async (client) => {
      const found: unknown[] = [];
      for (const table of tables) {
        found.push(
          await answer(client, `select from ${table}`),
          await answer(client, `update ${table} set tenant_id = tenant_id`),
          await answer(client, `delete from ${table}`),
        );
      }
      return found;
    });
    expect(answers).toEqual(tables.flatMap(() => [2, REFUSED, REFUSED]));
  });
});
