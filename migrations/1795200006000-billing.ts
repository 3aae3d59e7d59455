import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropLogTable, globalTable, logTable, tenantTable } from '#patchbay/database';

/** Meta's rate cards, tenants' prices, usage records and the lines rated from them. */
export class Billing1795200006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `create table rate_card_line (
         id uuid not null constraint pk_rate_card_line primary key,
         market text not null,
         currency text not null,
         minutes_from integer not null,
         per_minute_nano bigint not null constraint ck_rate_card_line_rate check (per_minute_nano >= 0),
         effective_from date not null,
         source text not null,
         constraint uq_rate_card_line unique (market, currency, minutes_from, effective_from)
       )`,
    );
    await globalTable(runner, 'rate_card_line', {
      app: 'select',
      staff: 'select',
      platform: 'select, insert',
    });

    await runner.query(
      `create table tenant_price (
         tenant_id uuid not null constraint fk_tenant_price_tenant references tenant (id),
         id uuid not null,
         market text not null,
         currency text not null,
         per_minute_nano bigint not null constraint ck_tenant_price_rate check (per_minute_nano >= 0),
         effective_from date not null,
         created_at timestamptz not null,
         constraint pk_tenant_price primary key (tenant_id, id),
         constraint uq_tenant_price unique (tenant_id, market, currency, effective_from)
       )`,
    );
    await tenantTable(runner, 'tenant_price', { app: 'select', platform: 'select, insert' });

    await runner.query(
      `create table usage_record (
         tenant_id uuid not null,
         id uuid not null,
         call_id uuid not null,
         number_id uuid not null,
         consumer_id uuid,
         market text,
         direction text not null,
         answered_at timestamptz,
         ended_at timestamptz not null,
         billable_seconds integer not null constraint ck_usage_record_seconds check (billable_seconds >= 0),
         created_at timestamptz not null,
         constraint pk_usage_record primary key (tenant_id, id)
       ) partition by range (id)`,
    );
    await logTable(runner, 'usage_record', 'month', 3650);
    await tenantTable(runner, 'usage_record', { app: 'select, insert' });

    await runner.query(
      `create table usage_key (
         tenant_id uuid not null,
         call_id uuid not null,
         usage_record_id uuid not null,
         rated_line_id uuid,
         created_at timestamptz not null,
         constraint pk_usage_key primary key (tenant_id, call_id)
       )`,
    );
    await tenantTable(runner, 'usage_key', { app: 'select, insert, update' });

    await runner.query(
      `create table rated_line (
         tenant_id uuid not null,
         id uuid not null,
         usage_record_id uuid not null,
         call_id uuid not null,
         pulses integer not null constraint ck_rated_line_pulses check (pulses >= 0),
         currency text not null,
         cost_nano bigint not null,
         price_nano bigint not null,
         rate_card_line_id uuid,
         tenant_price_id uuid,
         created_at timestamptz not null,
         constraint pk_rated_line primary key (tenant_id, id)
       ) partition by range (id)`,
    );
    await logTable(runner, 'rated_line', 'month', 3650);
    await tenantTable(runner, 'rated_line', { app: 'select, insert' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropLogTable(runner, 'rated_line');
    await runner.query(`drop table usage_key`);
    await dropLogTable(runner, 'usage_record');
    await runner.query(`drop table tenant_price`);
    await runner.query(`drop table rate_card_line`);
  }
}
