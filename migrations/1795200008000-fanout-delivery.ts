import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropLogTable, logTable, tenantTable } from '#patchbay/database';

/** Filters, secrets in rotation, failover and health of endpoints; what was not delivered. */
export class FanoutDelivery1795200008000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `alter table endpoint
         add column api_version text not null default '2026-11-01',
         add column format text not null default 'STANDARD' constraint ck_endpoint_format
           check (format in ('STANDARD', 'META')),
         add column number_ids uuid[],
         add column waba_row_ids uuid[],
         add column headers_sealed text,
         add column failover_url text,
         add column rate_limit_per_second integer,
         add column max_in_flight integer,
         add column alert_emails text[] not null default '{}',
         add column previous_secret_sealed text,
         add column previous_secret_until timestamptz,
         add column disabled_at timestamptz,
         add column disabled_reason text constraint ck_endpoint_disabled_reason
           check (disabled_reason in ('TENANT', 'FAILING', 'GONE')),
         add column updated_at timestamptz`,
    );

    await runner.query(
      `create table endpoint_health (
         tenant_id uuid not null,
         endpoint_id uuid not null,
         consecutive_failures integer not null,
         failing_since timestamptz,
         last_failed_at timestamptz,
         last_delivered_at timestamptz,
         alerted_percent integer not null,
         circuit_open_until timestamptz,
         circuit_opens integer not null,
         constraint pk_endpoint_health primary key (tenant_id, endpoint_id),
         constraint fk_endpoint_health_endpoint foreign key (tenant_id, endpoint_id)
           references endpoint (tenant_id, id) on delete cascade
       )`,
    );
    await tenantTable(runner, 'endpoint_health', {
      app: 'select, insert, update, delete',
      system: 'select',
    });

    await runner.query(
      `alter table message add column number_id uuid, add column waba_row_id uuid`,
    );
    await runner.query(
      `create index message_call on message (tenant_id, call_id) where call_id is not null`,
    );
    await runner.query(
      `alter table delivery_due
         add column call_id uuid,
         add column is_replay boolean not null default false`,
    );
    // A lane's due rows in the order in which they leave; a call's rows, to keep their order; and the
    // few that can expire. What finds lanes skips along the first.
    await runner.query(`drop index delivery_due_time`);
    await runner.query(`drop index delivery_due_endpoint`);
    await runner.query(
      `create index delivery_due_lane
         on delivery_due (tenant_id, endpoint_id, is_live, due_at, message_id)`,
    );
    await runner.query(
      `create index delivery_due_call on delivery_due (tenant_id, endpoint_id, call_id)
        where call_id is not null`,
    );
    await runner.query(
      `create index delivery_due_expiry on delivery_due (tenant_id, endpoint_id, expires_at)
        where expires_at is not null`,
    );
    // Every row lives for a moment: room for its lease beside it, and its remains go soon.
    await runner.query(
      `alter table delivery_due set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0,
         autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0)`,
    );
    await runner.query(
      `alter table attempt
         add column target text not null default 'PRIMARY' constraint ck_attempt_target
           check (target in ('PRIMARY', 'FAILOVER')),
         add column reason text`,
    );
    await runner.query(`create index attempt_endpoint on attempt (tenant_id, endpoint_id, id)`);

    await runner.query(
      `create table dead_letter (
         tenant_id uuid not null,
         id uuid not null,
         message_id uuid not null,
         endpoint_id uuid not null,
         reason text not null constraint ck_dead_letter_reason
           check (reason in ('EXPIRED', 'EXHAUSTED', 'GONE')),
         attempts integer not null,
         created_at timestamptz not null,
         recovered_at timestamptz,
         constraint pk_dead_letter primary key (tenant_id, id)
       ) partition by range (id)`,
    );
    await runner.query(
      `create index dead_letter_endpoint on dead_letter (tenant_id, endpoint_id, id)`,
    );
    await runner.query(`create index dead_letter_message on dead_letter (tenant_id, message_id)`);
    await logTable(runner, 'dead_letter', 'month', 30);
    await tenantTable(runner, 'dead_letter', { app: 'select, insert, update' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropLogTable(runner, 'dead_letter');
    await runner.query(`drop index attempt_endpoint`);
    await runner.query(`alter table attempt drop column target, drop column reason`);
    await runner.query(
      `alter table delivery_due reset (fillfactor, autovacuum_vacuum_scale_factor,
         autovacuum_vacuum_threshold, autovacuum_vacuum_cost_delay)`,
    );
    await runner.query(`drop index delivery_due_expiry`);
    await runner.query(`drop index delivery_due_call`);
    await runner.query(`drop index delivery_due_lane`);
    await runner.query(
      `create index delivery_due_endpoint on delivery_due (tenant_id, endpoint_id, due_at)`,
    );
    await runner.query(`create index delivery_due_time on delivery_due (due_at)`);
    await runner.query(`alter table delivery_due drop column call_id, drop column is_replay`);
    await runner.query(`drop index message_call`);
    await runner.query(`alter table message drop column number_id, drop column waba_row_id`);
    await runner.query(`drop table endpoint_health`);
    await runner.query(
      `alter table endpoint
         drop column api_version, drop column format, drop column number_ids,
         drop column waba_row_ids, drop column headers_sealed, drop column failover_url,
         drop column rate_limit_per_second, drop column max_in_flight, drop column alert_emails,
         drop column previous_secret_sealed, drop column previous_secret_until,
         drop column disabled_at, drop column disabled_reason, drop column updated_at`,
    );
  }
}
