import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '#patchbay/database';

/** What a number does with the calls of users, as its tenant has set it, and the callers it lists. */
export class NumberRoutes1795200016000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `create table number_route (
         tenant_id uuid not null,
         number_id uuid not null,
         plan jsonb not null,
         version integer not null,
         updated_at timestamptz not null,
         constraint pk_number_route primary key (tenant_id, number_id),
         constraint fk_number_route_number foreign key (tenant_id, number_id)
           references phone_number (tenant_id, id) on delete cascade
       )`,
    );
    await tenantTable(runner, 'number_route', { app: 'select, insert, update' });

    await runner.query(
      `create table number_route_caller (
         tenant_id uuid not null,
         number_id uuid not null,
         consumer_id uuid not null,
         list text not null constraint ck_number_route_caller_list check (list in ('ALLOWED', 'BLOCKED')),
         created_at timestamptz not null,
         constraint pk_number_route_caller primary key (tenant_id, number_id, consumer_id),
         constraint fk_number_route_caller_route foreign key (tenant_id, number_id)
           references number_route (tenant_id, number_id) on delete cascade,
         constraint fk_number_route_caller_consumer foreign key (tenant_id, consumer_id)
           references consumer (tenant_id, id) on delete cascade
       )`,
    );
    await runner.query(
      `create index number_route_caller_consumer on number_route_caller (tenant_id, consumer_id)`,
    );
    await tenantTable(runner, 'number_route_caller', { app: 'select, insert, update, delete' });

    // Whether a target is busy is asked when a call comes in: how many calls of the number are live.
    await runner.query(
      `create index call_work_open on call_work (tenant_id, number_id) where closed_at is null`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index call_work_open`);
    await runner.query(`drop table number_route_caller`);
    await runner.query(`drop table number_route`);
  }
}
