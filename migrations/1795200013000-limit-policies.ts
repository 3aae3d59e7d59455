import type { MigrationInterface, QueryRunner } from 'typeorm';
import { globalTable, revokeGrants, tenantTable } from '#patchbay/database';

/** When calling became generally available: from then on a limit holds that nobody dated. */
const SINCE = '2025-07-15';
const CALLING = 'https://developers.facebook.com/docs/whatsapp/cloud-api/calling';
const SANDBOX = `${CALLING}/test-sandbox`;
const OVERVIEW = `${CALLING}#changelog`;
const PERMISSIONS = `${CALLING}/user-call-permissions`;
const BUSINESS = `${CALLING}/business-initiated-calls`;
const ERRORS = `${CALLING}/troubleshooting`;

type Seed = readonly [
  name: string,
  production: number,
  sandbox: number,
  unit: string,
  from: string,
  source: string,
];

/** Names are explained in libs/numbers/src/domain/limit-names.ts. */
const SEEDS: readonly Seed[] = [
  ['pair_connected_calls', 5, 5, 'call', SINCE, OVERVIEW],
  ['pair_connected_calls', 10, 10, 'call', '2025-10-13', OVERVIEW],
  ['pair_connected_calls', 100, 100, 'call', '2025-12-19', OVERVIEW],
  ['pair_connected_window', 86_400, 86_400, 'second', SINCE, PERMISSIONS],
  ['pair_live_calls', 1, 1, 'call', SINCE, ERRORS],
  ['number_concurrent_calls', 1000, 1000, 'call', SINCE, ERRORS],
  ['number_call_starts', 10_000, 10_000, 'call', SINCE, BUSINESS],
  ['number_call_starts_window', 86_400, 86_400, 'second', SINCE, BUSINESS],
  ['permission_requests_per_day', 1, 25, 'request', SINCE, SANDBOX],
  ['permission_requests_day', 86_400, 86_400, 'second', SINCE, PERMISSIONS],
  ['permission_requests_per_week', 2, 100, 'request', SINCE, SANDBOX],
  ['permission_requests_week', 604_800, 604_800, 'second', SINCE, PERMISSIONS],
  ['permission_request_lifetime', 604_800, 604_800, 'second', SINCE, PERMISSIONS],
  ['temporary_permission', 604_800, 604_800, 'second', SINCE, PERMISSIONS],
  ['unanswered_nudge', 2, 5, 'call', SINCE, SANDBOX],
  ['unanswered_revocation', 4, 10, 'call', SINCE, SANDBOX],
  ['customer_service_window', 86_400, 86_400, 'second', SINCE, `${CALLING}/pricing`],
  // One page allows 100 per second, another 5: we keep to the smaller one.
  ['permission_reads_per_second', 5, 5, 'request', SINCE, PERMISSIONS],
];

/** Limits of Meta's as dated rows; what else keeps a call from being placed: switches, lists, hours. */
export class LimitPolicies1795200013000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await globalTable(runner, 'limit_policy', { platform: 'update' });
    for (const [name, production, sandbox, unit, from, source] of SEEDS) {
      await runner.query(
        `insert into limit_policy (id, profile, name, value, unit, effective_from, source) values
           (gen_random_uuid(), 'PRODUCTION', $1, $2, $4, $5, $6),
           (gen_random_uuid(), 'SANDBOX', $1, $3, $4, $5, $6)`,
        [name, production, sandbox, unit, from, source],
      );
    }

    await runner.query(
      `create table platform_kill_switch (
         id uuid not null constraint pk_platform_kill_switch primary key,
         reason text not null,
         on_at timestamptz not null,
         off_at timestamptz
       )`,
    );
    await runner.query(
      `create index platform_kill_switch_on on platform_kill_switch (on_at) where off_at is null`,
    );
    await globalTable(runner, 'platform_kill_switch', {
      app: 'select',
      staff: 'select',
      platform: 'select, insert, update',
    });

    await runner.query(
      `create table kill_switch (
         tenant_id uuid not null constraint fk_kill_switch_tenant references tenant (id),
         id uuid not null,
         set_by text not null constraint ck_kill_switch_set_by check (set_by in ('TENANT', 'STAFF')),
         number_id uuid,
         reason text not null,
         on_at timestamptz not null,
         off_at timestamptz,
         constraint pk_kill_switch primary key (tenant_id, id),
         constraint fk_kill_switch_number foreign key (tenant_id, number_id)
           references phone_number (tenant_id, id) on delete cascade
       )`,
    );
    await runner.query(
      `create index kill_switch_on on kill_switch (tenant_id, number_id) where off_at is null`,
    );
    await tenantTable(runner, 'kill_switch', {
      app: 'select, insert, update',
      platform: 'select, insert, update',
    });

    await runner.query(
      `create table suppression (
         tenant_id uuid not null,
         consumer_id uuid not null,
         reason text not null,
         until timestamptz,
         created_at timestamptz not null,
         constraint pk_suppression primary key (tenant_id, consumer_id),
         constraint fk_suppression_consumer foreign key (tenant_id, consumer_id)
           references consumer (tenant_id, id) on delete cascade
       )`,
    );
    await tenantTable(runner, 'suppression', { app: 'select, insert, update, delete' });

    await runner.query(
      `create table quiet_hours (
         tenant_id uuid not null constraint fk_quiet_hours_tenant references tenant (id),
         id uuid not null,
         country text,
         time_zone text not null,
         day_of_week integer not null constraint ck_quiet_hours_day check (day_of_week between 1 and 7),
         starts_minute integer not null constraint ck_quiet_hours_starts
           check (starts_minute between 0 and 1439),
         ends_minute integer not null constraint ck_quiet_hours_ends
           check (ends_minute between 1 and 1440),
         constraint pk_quiet_hours primary key (tenant_id, id)
       )`,
    );
    await tenantTable(runner, 'quiet_hours', { app: 'select, insert, delete' });

    await runner.query(
      `create table tenant_quota (
         tenant_id uuid not null constraint pk_tenant_quota primary key
           constraint fk_tenant_quota_tenant references tenant (id),
         concurrent_calls integer constraint ck_tenant_quota_concurrent check (concurrent_calls >= 0),
         daily_calls integer constraint ck_tenant_quota_daily check (daily_calls >= 0),
         updated_at timestamptz not null
       )`,
    );
    await tenantTable(runner, 'tenant_quota', {
      app: 'select',
      platform: 'select, insert, update',
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'tenant_quota',
      'quiet_hours',
      'suppression',
      'kill_switch',
      'platform_kill_switch',
    ]) {
      await runner.query(`drop table ${table}`);
    }
    await runner.query(`delete from limit_policy where name = any($1)`, [
      SEEDS.map(([name]) => name),
    ]);
    await revokeGrants(runner, 'limit_policy', { platform: 'update' });
  }
}
