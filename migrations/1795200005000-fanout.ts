import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropLogTable, logTable, tenantTable } from '#patchbay/database';

/** Tenants' endpoints, the messages for them, what is due and every attempt. */
export class Fanout1795200005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `create table endpoint (
         tenant_id uuid not null constraint fk_endpoint_tenant references tenant (id),
         id uuid not null,
         url text not null,
         description text,
         event_types text[] not null,
         secret_sealed text not null,
         status text not null constraint ck_endpoint_status check (status in ('ENABLED', 'DISABLED')),
         created_at timestamptz not null,
         constraint pk_endpoint primary key (tenant_id, id)
       )`,
    );
    await tenantTable(runner, 'endpoint', { app: 'select, insert, update, delete' });

    await runner.query(
      `create table message (
         tenant_id uuid not null,
         id uuid not null,
         event_type text not null,
         call_id uuid,
         payload jsonb not null,
         sdp_kind text,
         traceparent text,
         expires_at timestamptz,
         occurred_at timestamptz not null,
         created_at timestamptz not null,
         constraint pk_message primary key (tenant_id, id)
       ) partition by range (id)`,
    );
    await logTable(runner, 'message', 'month', 30);
    await tenantTable(runner, 'message', { app: 'select, insert' });

    await runner.query(
      `create table delivery_due (
         tenant_id uuid not null,
         message_id uuid not null,
         endpoint_id uuid not null,
         is_live boolean not null,
         attempts integer not null,
         due_at timestamptz not null,
         lease_until timestamptz,
         expires_at timestamptz,
         created_at timestamptz not null,
         constraint pk_delivery_due primary key (tenant_id, message_id, endpoint_id),
         constraint fk_delivery_due_endpoint foreign key (tenant_id, endpoint_id)
           references endpoint (tenant_id, id) on delete cascade
       )`,
    );
    await runner.query(`create index delivery_due_time on delivery_due (due_at)`);
    await runner.query(
      `create index delivery_due_endpoint on delivery_due (tenant_id, endpoint_id, due_at)`,
    );
    await tenantTable(runner, 'delivery_due', {
      app: 'select, insert, update, delete',
      system: 'select',
    });

    await runner.query(
      `create table attempt (
         tenant_id uuid not null,
         id uuid not null,
         message_id uuid not null,
         endpoint_id uuid not null,
         number integer not null,
         outcome text not null constraint ck_attempt_outcome
           check (outcome in ('DELIVERED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'REFUSED', 'EXPIRED')),
         status_code integer,
         duration_ms integer not null,
         response_excerpt text,
         started_at timestamptz not null,
         constraint pk_attempt primary key (tenant_id, id)
       ) partition by range (id)`,
    );
    await runner.query(`create index attempt_message on attempt (tenant_id, message_id)`);
    await logTable(runner, 'attempt', 'month', 30);
    await tenantTable(runner, 'attempt', { app: 'select, insert' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropLogTable(runner, 'attempt');
    await runner.query(`drop table delivery_due`);
    await dropLogTable(runner, 'message');
    await runner.query(`drop table endpoint`);
  }
}
