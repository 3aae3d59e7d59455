import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  CURRENT_TENANT,
  dropLogTable,
  globalTable,
  logTable,
  roleNames,
  tenantTable,
} from '#patchbay/database';

/** Tenants, who may sign in, the audit of what they did, and their idempotency keys. */
export class TenantsAndIdentity1795200001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const roles = await roleNames(runner);
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `create table tenant (
         id uuid not null constraint pk_tenant primary key,
         key text not null constraint uq_tenant_key unique,
         name text not null,
         status text not null constraint ck_tenant_status check (status in ('ACTIVE', 'SUSPENDED', 'CLOSED')),
         cell text not null,
         created_at timestamptz not null
       )`,
    );
    // A tenant sees its own row and no other; the table itself belongs to the platform.
    await runner.query(`alter table tenant enable row level security`);
    await runner.query(`alter table tenant force row level security`);
    await runner.query(
      `create policy own_row on tenant for select to ${roles.app} using (id = ${CURRENT_TENANT})`,
    );
    await runner.query(
      `create policy platform_works on tenant to ${roles.platform} using (true) with check (true)`,
    );
    await runner.query(
      `create policy staff_reads on tenant for select to ${roles.staff} using (true)`,
    );
    await globalTable(runner, 'tenant', {
      app: 'select',
      staff: 'select',
      platform: 'select, insert, update',
    });

    await runner.query(
      `create table api_client_directory (
         client_id uuid not null constraint pk_api_client_directory primary key,
         tenant_id uuid not null constraint fk_api_client_directory_tenant references tenant (id),
         created_at timestamptz not null
       )`,
    );
    await globalTable(runner, 'api_client_directory', {
      app: 'insert',
      platform: 'insert',
      system: 'select',
    });
    await runner.query(
      `create table staff_client (
         id uuid not null constraint pk_staff_client primary key,
         name text not null constraint uq_staff_client_name unique,
         secret_hash text not null,
         roles text[] not null,
         created_at timestamptz not null,
         revoked_at timestamptz
       )`,
    );
    await globalTable(runner, 'staff_client', {
      platform: 'select, insert, update',
      system: 'select',
    });

    await runner.query(
      `create table api_client (
         tenant_id uuid not null constraint fk_api_client_tenant references tenant (id),
         id uuid not null,
         name text not null,
         secret_hash text not null,
         roles text[] not null,
         created_at timestamptz not null,
         revoked_at timestamptz,
         constraint pk_api_client primary key (tenant_id, id),
         constraint uq_api_client_name unique (tenant_id, name)
       )`,
    );
    await tenantTable(runner, 'api_client', {
      app: 'select, insert, update',
      platform: 'select, insert',
    });

    await runner.query(
      `create table idempotency_key (
         tenant_id uuid not null,
         actor_id text not null,
         operation text not null,
         key text not null constraint ck_idempotency_key_length check (length(key) between 1 and 255),
         input_hash text not null,
         outcome jsonb,
         created_at timestamptz not null,
         constraint pk_idempotency_key primary key (tenant_id, actor_id, operation, key)
       )`,
    );
    await tenantTable(runner, 'idempotency_key', { app: 'select, insert, update' });

    await runner.query(
      `create table audit_event (
         tenant_id uuid not null,
         id uuid not null,
         actor_kind text not null,
         actor_id text not null,
         act_staff_id text,
         act_reason text,
         action text not null,
         subject_id text,
         created_at timestamptz not null,
         constraint pk_audit_event primary key (tenant_id, id)
       ) partition by range (id)`,
    );
    await logTable(runner, 'audit_event', 'month', 3650);
    await tenantTable(runner, 'audit_event', { app: 'select, insert', platform: 'insert' });

    await runner.query(
      `create table outbox (
         tenant_id uuid not null,
         id uuid not null,
         topic text not null,
         payload jsonb not null,
         traceparent text,
         created_at timestamptz not null,
         relayed_at timestamptz,
         constraint pk_outbox primary key (tenant_id, id)
       ) partition by range (id)`,
    );
    await runner.query(`create index outbox_unrelayed on outbox (id) where relayed_at is null`);
    await logTable(runner, 'outbox', 'day', 14);
    await tenantTable(runner, 'outbox', { app: 'insert', system: 'select, update' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropLogTable(runner, 'outbox');
    await dropLogTable(runner, 'audit_event');
    for (const table of [
      'idempotency_key',
      'api_client',
      'staff_client',
      'api_client_directory',
      'tenant',
    ]) {
      await runner.query(`drop table ${table}`);
    }
  }
}
