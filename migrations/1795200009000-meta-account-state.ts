import type { MigrationInterface, QueryRunner } from 'typeorm';
import { globalTable, revokeGrants } from '#patchbay/database';

/** By what an event that names no number finds its tenant, and what Meta said last about accounts. */
export class MetaAccountState1795200009000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(`alter table app_binding add column business_id text`);
    await globalTable(runner, 'app_binding', { platform: 'update' });
    await runner.query(`create index app_binding_waba on app_binding (waba_id)`);
    await runner.query(
      `create index app_binding_business on app_binding (business_id) where business_id is not null`,
    );
    await runner.query(
      `alter table inbox_event
         drop constraint ck_inbox_event_context,
         add constraint ck_inbox_event_context check (context in
           ('calls', 'permissions', 'messages', 'numbers', 'onboarding', 'billing', 'unknown'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from inbox_event where context = 'unknown'`);
    await runner.query(
      `alter table inbox_event
         drop constraint ck_inbox_event_context,
         add constraint ck_inbox_event_context check (context in
           ('calls', 'permissions', 'messages', 'numbers', 'onboarding', 'billing'))`,
    );
    await runner.query(`drop index app_binding_business`);
    await runner.query(`drop index app_binding_waba`);
    await revokeGrants(runner, 'app_binding', { platform: 'update' });
    await runner.query(`alter table app_binding drop column business_id`);
  }
}
