import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '#patchbay/database';

/** One probe and one rate over all processes; e-mails about endpoints that wait to be sent. */
export class FanoutHealth1795200008100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `alter table endpoint_health
         add column probe_until timestamptz,
         add column rate_paid_until timestamptz,
         add column parked_at timestamptz,
         add column emailed_at timestamptz`,
    );
    await runner.query(
      `create index endpoint_health_sick on endpoint_health (tenant_id, endpoint_id)
         where consecutive_failures > 0`,
    );

    await runner.query(
      `create table endpoint_email (
         tenant_id uuid not null,
         id uuid not null,
         endpoint_id uuid not null,
         event text not null constraint ck_endpoint_email_event
           check (event in ('endpoint.failing', 'endpoint.disabled')),
         percent integer,
         reason text,
         failures integer not null,
         failing_since timestamptz,
         created_at timestamptz not null,
         attempts integer not null,
         due_at timestamptz not null,
         constraint pk_endpoint_email primary key (tenant_id, id),
         constraint fk_endpoint_email_endpoint foreign key (tenant_id, endpoint_id)
           references endpoint (tenant_id, id) on delete cascade
       )`,
    );
    await runner.query(`create index endpoint_email_time on endpoint_email (due_at)`);
    await runner.query(
      `create index endpoint_email_endpoint on endpoint_email (tenant_id, endpoint_id)`,
    );
    await tenantTable(runner, 'endpoint_email', {
      app: 'select, insert, update, delete',
      system: 'select',
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table endpoint_email`);
    await runner.query(`drop index endpoint_health_sick`);
    await runner.query(
      `alter table endpoint_health
         drop column probe_until, drop column rate_paid_until, drop column parked_at,
         drop column emailed_at`,
    );
  }
}
