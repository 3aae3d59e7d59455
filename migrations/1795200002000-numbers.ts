import type { MigrationInterface, QueryRunner } from 'typeorm';
import { globalTable, tenantTable } from '#patchbay/database';

/** Meta apps, WABAs, phone numbers, their bindings, consumers and dated policies. */
export class Numbers1795200002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `create table meta_app (
         id uuid not null constraint pk_meta_app primary key,
         app_key text not null constraint uq_meta_app_key unique,
         app_id text not null constraint uq_meta_app_app_id unique,
         app_secret_sealed text not null,
         verify_token_sealed text not null,
         created_at timestamptz not null
       )`,
    );
    await globalTable(runner, 'meta_app', { platform: 'select, insert, update', system: 'select' });

    await runner.query(
      `create table app_binding (
         app_key text not null constraint fk_app_binding_app references meta_app (app_key),
         waba_id text not null,
         tenant_id uuid not null constraint fk_app_binding_tenant references tenant (id),
         created_at timestamptz not null,
         constraint pk_app_binding primary key (app_key, waba_id)
       )`,
    );
    await globalTable(runner, 'app_binding', {
      platform: 'select, insert, delete',
      system: 'select',
    });

    await runner.query(
      `create table number_directory (
         phone_number_id text not null constraint pk_number_directory primary key,
         display_phone_number text not null constraint uq_number_directory_display unique,
         waba_id text not null,
         tenant_id uuid not null constraint fk_number_directory_tenant references tenant (id),
         number_id uuid not null,
         created_at timestamptz not null
       )`,
    );
    await globalTable(runner, 'number_directory', {
      platform: 'select, insert, update, delete',
      system: 'select',
    });

    await runner.query(
      `create table waba (
         tenant_id uuid not null constraint fk_waba_tenant references tenant (id),
         id uuid not null,
         waba_id text not null,
         business_id text not null,
         name text not null,
         currency text not null,
         time_zone text not null,
         access_token_sealed text not null,
         created_at timestamptz not null,
         constraint pk_waba primary key (tenant_id, id),
         constraint uq_waba_waba_id unique (tenant_id, waba_id)
       )`,
    );
    await tenantTable(runner, 'waba', { app: 'select', platform: 'select, insert, update' });

    await runner.query(
      `create table phone_number (
         tenant_id uuid not null,
         id uuid not null,
         waba_row_id uuid not null,
         phone_number_id text not null,
         display_phone_number text not null,
         is_calling_enabled boolean not null,
         profile text not null constraint ck_phone_number_profile check (profile in ('PRODUCTION', 'SANDBOX')),
         route text not null constraint ck_phone_number_route
           check (route in ('TRUNK', 'SDES', 'PASSTHROUGH', 'SIP_DIRECT', 'REJECT', 'STREAM')),
         created_at timestamptz not null,
         constraint pk_phone_number primary key (tenant_id, id),
         constraint uq_phone_number_phone_number_id unique (tenant_id, phone_number_id),
         constraint fk_phone_number_waba foreign key (tenant_id, waba_row_id) references waba (tenant_id, id)
       )`,
    );
    await tenantTable(runner, 'phone_number', {
      app: 'select, update',
      platform: 'select, insert, update',
    });

    await runner.query(
      `create table consumer (
         tenant_id uuid not null constraint fk_consumer_tenant references tenant (id),
         id uuid not null,
         wa_hash text,
         user_hash text,
         identity_sealed text,
         country text,
         market text,
         created_at timestamptz not null,
         erased_at timestamptz,
         constraint pk_consumer primary key (tenant_id, id),
         constraint uq_consumer_wa unique (tenant_id, wa_hash),
         constraint uq_consumer_user unique (tenant_id, user_hash)
       )`,
    );
    await tenantTable(runner, 'consumer', {
      app: 'select, insert, update',
      system: 'select, insert, update',
    });

    await runner.query(
      `create table limit_policy (
         id uuid not null constraint pk_limit_policy primary key,
         profile text not null constraint ck_limit_policy_profile check (profile in ('PRODUCTION', 'SANDBOX')),
         name text not null,
         value integer not null,
         unit text not null,
         effective_from date not null,
         source text not null,
         constraint uq_limit_policy unique (profile, name, effective_from)
       )`,
    );
    await globalTable(runner, 'limit_policy', {
      app: 'select',
      staff: 'select',
      platform: 'select, insert',
      system: 'select',
    });
    // Meta publishes a window of 30 to 60 s for answering; the rest are the platform's own choices.
    const meta =
      'https://developers.facebook.com/docs/whatsapp/cloud-api/calling/user-initiated-calls';
    for (const profile of ['PRODUCTION', 'SANDBOX']) {
      await runner.query(
        `insert into limit_policy (id, profile, name, value, unit, effective_from, source) values
           (gen_random_uuid(), $1, 'answer_window', 60, 'second', '2026-03-30', $2),
           (gen_random_uuid(), $1, 'unanswered_after', 30, 'second', '2026-03-30', $2),
           (gen_random_uuid(), $1, 'business_ring_limit', 120, 'second', '2026-03-30', 'platform default'),
           (gen_random_uuid(), $1, 'ring_timeout', 45, 'second', '2026-03-30', 'platform default'),
           (gen_random_uuid(), $1, 'outcome_unknown_after', 60, 'second', '2026-03-30', 'platform default'),
           (gen_random_uuid(), $1, 'terminate_confirmed_within', 60, 'second', '2026-03-30', 'platform default')`,
        [profile, meta],
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'limit_policy',
      'consumer',
      'phone_number',
      'waba',
      'number_directory',
      'app_binding',
      'meta_app',
    ]) {
      await runner.query(`drop table ${table}`);
    }
  }
}
