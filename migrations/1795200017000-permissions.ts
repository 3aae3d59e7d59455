import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '#patchbay/database';

/** The ledger of permissions: what was asked, granted, refused and used up, per number and consumer. */
export class Permissions1795200017000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `create table call_permission (
         tenant_id uuid not null,
         id uuid not null,
         number_id uuid not null,
         consumer_id uuid not null,
         status text not null constraint ck_call_permission_status
           check (status in ('NONE', 'TEMPORARY', 'PERMANENT')),
         expires_at timestamptz,
         is_expiry_due boolean not null,
         connected_at timestamptz,
         window_opened_at timestamptz,
         meta_asked_at timestamptz,
         meta_figure jsonb,
         created_at timestamptz not null,
         updated_at timestamptz not null,
         constraint pk_call_permission primary key (tenant_id, id),
         constraint uq_call_permission_pair unique (tenant_id, number_id, consumer_id),
         constraint fk_call_permission_number foreign key (tenant_id, number_id)
           references phone_number (tenant_id, id) on delete cascade,
         constraint fk_call_permission_consumer foreign key (tenant_id, consumer_id)
           references consumer (tenant_id, id) on delete cascade
       )`,
    );
    await runner.query(
      `create index call_permission_due on call_permission (expires_at) where is_expiry_due`,
    );
    await tenantTable(runner, 'call_permission', { app: 'select, insert, update, delete' });

    await runner.query(
      `create table permission_entry (
         tenant_id uuid not null,
         id uuid not null,
         number_id uuid not null,
         consumer_id uuid not null,
         kind text not null constraint ck_permission_entry_kind check (kind in
           ('REQUESTED', 'GRANTED', 'REJECTED', 'REVOKED', 'EXPIRED', 'UNANSWERED', 'NUDGED',
            'REVOCATION_EXPECTED', 'RECONCILED')),
         key text not null,
         source text constraint ck_permission_entry_source check (source in
           ('REQUEST', 'TEMPLATE', 'CALLBACK', 'PROFILE', 'AUTOMATIC', 'META')),
         expires_at timestamptz,
         detail jsonb not null,
         occurred_at timestamptz not null,
         created_at timestamptz not null,
         constraint pk_permission_entry primary key (tenant_id, id),
         constraint uq_permission_entry_key unique (tenant_id, number_id, consumer_id, kind, key),
         constraint fk_permission_entry_pair foreign key (tenant_id, number_id, consumer_id)
           references call_permission (tenant_id, number_id, consumer_id)
           on update cascade on delete cascade
       )`,
    );
    await runner.query(
      `create index permission_entry_latest
         on permission_entry (tenant_id, number_id, consumer_id, occurred_at)`,
    );
    await runner.query(
      `create index permission_entry_by_key on permission_entry (tenant_id, kind, key)`,
    );
    await tenantTable(runner, 'permission_entry', { app: 'select, insert, update, delete' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table permission_entry`);
    await runner.query(`drop table call_permission`);
  }
}
