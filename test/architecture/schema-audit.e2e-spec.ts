import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { cloneDatabase, type TestDatabase, testServices } from '../support/test-services.js';
import { auditSchema, type Finding, tenantTablesIn } from './support/audit-schema.js';

let database: TestDatabase;
let owner: Client;
const prefix = testServices().template.name;

beforeAll(async () => {
  database = await cloneDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

/** The findings while the change lasts; it is rolled back afterwards. */
async function findingsAfter(sql: string): Promise<Finding[]> {
  await owner.query('begin');
  try {
    await owner.query(sql.replaceAll('ROLE', prefix));
    return await auditSchema(owner, prefix);
  } finally {
    await owner.query('rollback');
  }
}

const subjects = (findings: readonly Finding[]): string[] => [
  ...new Set(findings.map((finding) => finding.subject)),
];

describe('the schema', () => {
  it('shows no row to another tenant', async () => {
    expect(await auditSchema(owner, prefix)).toEqual([]);
  });
});

describe('the audit', () => {
  it('names each table of tenants whose policy is dropped', async () => {
    const tables = await tenantTablesIn(owner);
    expect(tables.length).toBeGreaterThanOrEqual(20);
    const named: [string, string[]][] = [];
    for (const table of tables) {
      const findings = await findingsAfter(`drop policy tenant_only on ${table}`);
      named.push([table, subjects(findings)]);
    }
    expect(named).toEqual(tables.map((table) => [table, [table]]));
  });

  const replaced = (definition: string): string =>
    `drop policy tenant_only on endpoint;
     create policy tenant_only on endpoint to "ROLE_app", "ROLE_platform" ${definition}`;
  const own = `tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid`;

  it.each([
    ['endpoint', 'alter table endpoint disable row level security'],
    ['endpoint', 'alter table endpoint no force row level security'],
    ['endpoint', replaced(`using (true) with check (true)`)],
    ['endpoint', replaced(`using (${own}) with check (true)`)],
    [
      'endpoint',
      `drop policy tenant_only on endpoint;
       create policy tenant_only on endpoint for select to "ROLE_app", "ROLE_platform" using (${own})`,
    ],
    [
      'endpoint',
      replaced(`using (tenant_id = current_setting('app.tenant_id', true)::uuid)
                with check (tenant_id = current_setting('app.tenant_id', true)::uuid)`),
    ],
    ['endpoint', 'create policy more on endpoint for select using (true)'],
    ['endpoint', 'create policy more on endpoint for select to "ROLE_app" using (true)'],
    ['endpoint', 'create policy more on endpoint to "ROLE_system" using (true)'],
    ['endpoint', 'grant select on endpoint to "ROLE_system"'],
    ['endpoint', 'grant update on endpoint to "ROLE_staff"'],
    ['endpoint', 'grant truncate on endpoint to "ROLE_app"'],
    ['endpoint', 'grant select (url) on endpoint to public'],
    ['endpoint', 'alter table endpoint add constraint uq_url unique (url)'],
    ['endpoint', 'create unique index endpoint_lower on endpoint (lower(url))'],
    ['endpoint', 'create unique index endpoint_some on endpoint (url) where description is null'],
    [
      'call_key',
      `alter table call_key drop constraint pk_call_key, add primary key (wacid, tenant_id)`,
    ],
    [
      'leg',
      `alter table call add constraint uq_id unique (tenant_id, id, number_id),
         add constraint uq_alone unique (id);
       alter table leg add constraint fk_bare foreign key (call_id) references call (id)`,
    ],
    ['note', 'create table note (id uuid primary key, tenant_id uuid not null)'],
    ['note', 'create table note (id uuid primary key)'],
    ['note', 'create view note as select * from endpoint'],
    [
      'attempt',
      `alter table attempt drop constraint pk_attempt, alter column tenant_id drop not null`,
    ],
    ['attempt', `delete from log_table where name = 'attempt'`],
    ['tenant', 'alter table tenant disable row level security'],
    ['tenant', 'create policy more on tenant for select to "ROLE_app" using (true)'],
    ['tenant', 'drop policy own_row on tenant'],
    ['staff_client', 'grant select on staff_client to "ROLE_app"'],
    ['limit_policy', 'grant update on limit_policy to "ROLE_app"'],
    [`${prefix}_app`, 'alter role "ROLE_app" bypassrls'],
    [`${prefix}_system`, 'alter role "ROLE_system" superuser'],
    [`${prefix}_staff`, 'alter role "ROLE_staff" createrole'],
    [`${prefix}_app`, 'grant "ROLE_system" to "ROLE_app"'],
    [`${prefix}_platform`, 'grant create on schema public to "ROLE_platform"'],
    [`${prefix}_app`, 'alter table endpoint owner to "ROLE_app"'],
    [
      'see_all',
      `create function see_all() returns bigint security definer language sql
         as 'select count(*) from endpoint'`,
    ],
    ['ensure_log_partitions', 'alter function ensure_log_partitions reset search_path'],
  ])('names %s after: %s', async (subject, sql) => {
    expect(subjects(await findingsAfter(sql))).toContain(subject);
  });

  it('names a partition that can be reached by its name', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits
        where inhparent = 'message'::regclass limit 1`,
    );
    const partition = rows[0]!.name;
    const findings = await findingsAfter(`grant select on ${partition} to "ROLE_app"`);
    expect(subjects(findings)).toEqual([partition]);
  });

  it('names an exception for a table that is gone', async () => {
    const findings = await findingsAfter('drop table quarantined_event');
    expect(subjects(findings)).toEqual(['quarantined_event']);
  });
});
