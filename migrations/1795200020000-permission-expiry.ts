import type { MigrationInterface, QueryRunner } from 'typeorm';
import { revokeGrants, roleNames } from '#patchbay/database';

/** What waits for a sweeper: ends of permissions, first greetings, and consumers that became one. */
export class PermissionExpiry1795200020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    for (const table of ['call_permission', 'call_message']) await openToSweeper(runner, table);
    await runner.query(
      `create index call_message_due on call_message (id)
        where state = 'PENDING' and lease_until is null`,
    );

    await runner.query(
      `alter table consumer add column is_fold_due boolean not null default false`,
    );
    await runner.query(`create index consumer_fold_due on consumer (id) where is_fold_due`);
    await unforced(runner, 'consumer', () =>
      runner.query(`update consumer set is_fold_due = true where merged_into is not null`),
    );

    // Lists are read by an id that rises with time; a row of before gets one of its time.
    await runner.query(`alter table suppression add column id uuid`);
    await unforced(runner, 'suppression', () =>
      runner.query(
        `update suppression set id = (
           lpad(to_hex(floor(extract(epoch from created_at) * 1000)::bigint), 12, '0')
           || '7' || substr(md5(consumer_id::text), 1, 3)
           || '8' || substr(md5(consumer_id::text), 4, 15))::uuid`,
      ),
    );
    await runner.query(
      `alter table suppression alter column id set not null,
         add constraint uq_suppression_id unique (tenant_id, id)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table suppression drop column id`);
    await runner.query(`alter table consumer drop column is_fold_due`);
    await runner.query(`drop index call_message_due`);
    for (const table of ['call_message', 'call_permission']) {
      await revokeGrants(runner, table, { system: 'select' });
      await runner.query(`drop policy system_works on ${table}`);
    }
  }
}

async function openToSweeper(runner: QueryRunner, table: string): Promise<void> {
  const { system } = await roleNames(runner);
  await runner.query(
    `create policy system_works on ${table} to ${system} using (true) with check (true)`,
  );
  await runner.query(`grant select on ${table} to ${system}`);
}

/** The owner sees no tenant's rows while row level security is forced. */
async function unforced(
  runner: QueryRunner,
  table: string,
  work: () => Promise<unknown>,
): Promise<void> {
  await runner.query(`alter table ${table} no force row level security`);
  await work();
  await runner.query(`alter table ${table} force row level security`);
}
