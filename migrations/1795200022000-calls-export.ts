import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '#patchbay/database';

/** Exports of calls, and the sealed pieces of their files; until when files of calls are kept. */
export class CallsExport1795200022000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `create table call_export (
         tenant_id uuid not null,
         id uuid not null,
         format text not null constraint ck_call_export_format check (format in ('CSV', 'JSONL')),
         filter jsonb not null,
         state text not null constraint ck_call_export_state
           check (state in ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'EXPIRED')),
         key_sealed text,
         after_id uuid,
         part_count integer not null,
         row_count integer not null,
         size_bytes bigint not null,
         failures integer not null,
         failure text,
         due_at timestamptz,
         claim_id uuid,
         started_at timestamptz,
         ended_at timestamptz,
         expires_at timestamptz,
         created_at timestamptz not null,
         constraint pk_call_export primary key (tenant_id, id)
       )`,
    );
    await runner.query(
      `create index call_export_due on call_export (due_at) where due_at is not null`,
    );
    await runner.query(
      `create index call_export_expiry on call_export (expires_at) where expires_at is not null`,
    );
    await tenantTable(runner, 'call_export', {
      app: 'select, insert, update',
      system: 'select, delete',
    });

    await runner.query(
      `create table call_export_part (
         tenant_id uuid not null,
         id uuid not null,
         export_id uuid not null,
         part integer not null,
         size_bytes integer,
         created_at timestamptz not null,
         constraint pk_call_export_part primary key (tenant_id, id),
         constraint fk_call_export_part_export foreign key (tenant_id, export_id)
           references call_export (tenant_id, id) on delete cascade
       )`,
    );
    await runner.query(
      `create index call_export_part_export on call_export_part (tenant_id, export_id)`,
    );
    await runner.query(
      `create unique index call_export_part_kept on call_export_part (tenant_id, export_id, part)
        where size_bytes is not null`,
    );
    await tenantTable(runner, 'call_export_part', { app: 'select, insert, update, delete' });

    await runner.query(
      `alter table call_media add column key_sealed text, add column delete_at timestamptz,
         drop constraint ck_call_media_state,
         add constraint ck_call_media_state
           check (state in ('PENDING', 'STORED', 'LOST', 'EXPIRED', 'DELETED'))`,
    );
    await runner.query(
      `create table call_file_retention (
         tenant_id uuid not null,
         media_days integer not null constraint ck_call_file_retention_days check (media_days > 0),
         updated_at timestamptz not null,
         constraint pk_call_file_retention primary key (tenant_id)
       )`,
    );
    await tenantTable(runner, 'call_file_retention', { app: 'select, insert, update, delete' });
    await runner.query(
      `create index call_media_delete on call_media (delete_at) where state = 'STORED'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index call_media_delete`);
    await runner.query(`drop table call_file_retention`);
    await runner.query(`update call_media set state = 'EXPIRED' where state = 'DELETED'`);
    await runner.query(
      `alter table call_media drop column key_sealed, drop column delete_at,
         drop constraint ck_call_media_state,
         add constraint ck_call_media_state
           check (state in ('PENDING', 'STORED', 'LOST', 'EXPIRED'))`,
    );
    await runner.query(`drop table call_export_part`);
    await runner.query(`drop table call_export`);
  }
}
