import type { MigrationInterface, QueryRunner } from 'typeorm';
import { globalTable, revokeGrants, tenantTable } from '#patchbay/database';

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

    await runner.query(
      `create table number_state (
         tenant_id uuid not null,
         number_id uuid not null,
         aspect text not null,
         state text not null,
         detail jsonb not null,
         told_at timestamptz not null,
         told_by uuid not null,
         constraint pk_number_state primary key (tenant_id, number_id, aspect),
         constraint fk_number_state_number foreign key (tenant_id, number_id)
           references phone_number (tenant_id, id) on delete cascade
       )`,
    );
    await tenantTable(runner, 'number_state', { app: 'select, insert, update' });

    await runner.query(
      `create table number_restriction (
         tenant_id uuid not null,
         number_id uuid not null,
         type text not null,
         remediation text,
         expires_at timestamptz,
         told_at timestamptz not null,
         told_by uuid not null,
         constraint pk_number_restriction primary key (tenant_id, number_id, type),
         constraint fk_number_restriction_number foreign key (tenant_id, number_id)
           references phone_number (tenant_id, id) on delete cascade
       )`,
    );
    await tenantTable(runner, 'number_restriction', { app: 'select, insert, update' });

    await runner.query(
      `create table waba_state (
         tenant_id uuid not null,
         waba_id text not null,
         aspect text not null,
         about text not null,
         state text not null,
         detail jsonb not null,
         told_at timestamptz not null,
         told_by uuid not null,
         constraint pk_waba_state primary key (tenant_id, waba_id, aspect, about)
       )`,
    );
    await tenantTable(runner, 'waba_state', { app: 'select, insert, update' });

    await runner.query(
      `create table volume_tier (
         tenant_id uuid not null,
         waba_id text not null,
         category text not null,
         region text not null,
         effective_month text not null,
         tier text not null,
         lower_bound bigint,
         upper_bound bigint,
         told_at timestamptz not null,
         told_by uuid not null,
         constraint pk_volume_tier primary key (tenant_id, waba_id, category, region, effective_month)
       )`,
    );
    await tenantTable(runner, 'volume_tier', { app: 'select, insert, update' });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['volume_tier', 'waba_state', 'number_restriction', 'number_state']) {
      await runner.query(`drop table ${table}`);
    }
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
