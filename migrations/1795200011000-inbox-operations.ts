import type { MigrationInterface, QueryRunner } from 'typeorm';
import { globalTable, revokeGrants } from '#patchbay/database';

/** What staff may do with the inbox: look for failed events, replay, and be answered once. */
export class InboxOperations1795200011000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `create index inbox_event_failed on inbox_event (tenant_id, id) where outcome = 'FAILED'`,
    );
    // A replay makes an event wait again, in the platform's audited transaction.
    await globalTable(runner, 'inbox_event', { platform: 'select, update' });
    // Past the retention of its raw delivery an event in quarantine is of no use.
    await globalTable(runner, 'quarantined_event', { system: 'delete' });

    await runner.query(
      `create table platform_idempotency_key (
         actor_id text not null,
         operation text not null,
         key text not null constraint ck_platform_idempotency_key_length
           check (length(key) between 1 and 255),
         input_hash text not null,
         outcome jsonb,
         created_at timestamptz not null,
         constraint pk_platform_idempotency_key primary key (actor_id, operation, key)
       )`,
    );
    await globalTable(runner, 'platform_idempotency_key', { platform: 'select, insert, update' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table platform_idempotency_key`);
    await revokeGrants(runner, 'quarantined_event', { system: 'delete' });
    await revokeGrants(runner, 'inbox_event', { platform: 'select, update' });
    await runner.query(`drop index inbox_event_failed`);
  }
}
