import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropLogTable, globalTable, logTable, tenantTable } from '#patchbay/database';

/** What came from outside: raw deliveries, typed events, duplicates' keys, quarantine. */
export class Inbox1795200003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `create table day_key (
         day date not null,
         purpose text not null,
         key_sealed text,
         created_at timestamptz not null,
         destroyed_at timestamptz,
         constraint pk_day_key primary key (day, purpose)
       )`,
    );
    await globalTable(runner, 'day_key', { system: 'select, insert, update' });

    await runner.query(
      `create table inbox_delivery (
         id uuid not null constraint pk_inbox_delivery primary key,
         app_key text not null,
         key_day date not null,
         raw_sealed bytea not null,
         received_at timestamptz not null
       ) partition by range (id)`,
    );
    await logTable(runner, 'inbox_delivery', 'month', 30);
    await globalTable(runner, 'inbox_delivery', { system: 'select, insert' });

    await runner.query(
      `create table inbox_event (
         tenant_id uuid not null,
         id uuid not null,
         call_id uuid not null,
         source text not null constraint ck_inbox_event_source
           check (source in ('META', 'MEDIA', 'SIP', 'EFFECT', 'TENANT', 'PLATFORM')),
         kind text not null,
         payload jsonb not null,
         delivery_id uuid,
         traceparent text,
         occurred_at timestamptz not null,
         received_at timestamptz not null,
         processed_at timestamptz,
         constraint pk_inbox_event primary key (tenant_id, id)
       ) partition by range (id)`,
    );
    await runner.query(
      `create index inbox_event_unprocessed on inbox_event (tenant_id, call_id) where processed_at is null`,
    );
    await logTable(runner, 'inbox_event', 'month', 30);
    await tenantTable(runner, 'inbox_event', {
      app: 'select, insert, update',
      system: 'select, insert',
    });

    await runner.query(
      `create table inbox_dedupe (
         tenant_id uuid not null,
         key text not null,
         created_at timestamptz not null,
         constraint pk_inbox_dedupe primary key (tenant_id, key)
       )`,
    );
    await runner.query(`create index inbox_dedupe_age on inbox_dedupe (tenant_id, created_at)`);
    await tenantTable(runner, 'inbox_dedupe', {
      app: 'select, insert',
      system: 'select, insert, delete',
    });

    await runner.query(
      `create table quarantined_event (
         id uuid not null constraint pk_quarantined_event primary key,
         delivery_id uuid not null,
         app_key text not null,
         reason text not null constraint ck_quarantined_event_reason
           check (reason in ('UNBOUND_APP', 'UNKNOWN_NUMBER', 'UNREADABLE')),
         waba_id text,
         phone_number_id text,
         field text,
         created_at timestamptz not null
       )`,
    );
    await globalTable(runner, 'quarantined_event', { staff: 'select', system: 'select, insert' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table quarantined_event`);
    await runner.query(`drop table inbox_dedupe`);
    await dropLogTable(runner, 'inbox_event');
    await dropLogTable(runner, 'inbox_delivery');
    await runner.query(`drop table day_key`);
  }
}
