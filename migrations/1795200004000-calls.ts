import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropLogTable, logTable, tenantTable } from '#patchbay/database';

/** The call, its legs, its SDP, its timeline, the effects it decided and the work that is open. */
export class Calls1795200004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `create table call (
         tenant_id uuid not null,
         id uuid not null,
         number_id uuid not null,
         consumer_id uuid,
         direction text not null constraint ck_call_direction
           check (direction in ('USER_INITIATED', 'BUSINESS_INITIATED')),
         control text not null constraint ck_call_control check (control in ('PLATFORM', 'FOREIGN')),
         state text not null constraint ck_call_state check (state in
           ('QUEUED', 'UNCONFIRMED', 'OFFERED', 'PRE_ACCEPTED', 'RINGING', 'CONNECTING', 'IN_PROGRESS',
            'COMPLETED', 'REJECTED', 'NO_ANSWER', 'CANCELED', 'FAILED', 'EXPIRED')),
         media_mode text not null constraint ck_call_media_mode
           check (media_mode in ('TRUNK', 'SDES', 'PASSTHROUGH')),
         wacid text,
         facts jsonb not null,
         version integer not null,
         biz_opaque_callback_data text,
         end_code text,
         meta_error jsonb,
         node_id text,
         node_boot_id text,
         node_url text,
         epoch integer not null,
         traceparent text,
         started_at timestamptz not null,
         answered_at timestamptz,
         ended_at timestamptz,
         billable_seconds integer,
         created_at timestamptz not null,
         constraint pk_call primary key (tenant_id, id),
         constraint fk_call_number foreign key (tenant_id, number_id) references phone_number (tenant_id, id),
         constraint fk_call_consumer foreign key (tenant_id, consumer_id) references consumer (tenant_id, id)
       )`,
    );
    await tenantTable(runner, 'call', { app: 'select, insert, update' });

    await runner.query(
      `create table call_key (
         tenant_id uuid not null,
         wacid text not null,
         call_id uuid not null,
         created_at timestamptz not null,
         constraint pk_call_key primary key (tenant_id, wacid)
       )`,
    );
    await tenantTable(runner, 'call_key', { app: 'select, insert', system: 'select, insert' });

    await runner.query(
      `create table leg (
         tenant_id uuid not null,
         id uuid not null,
         call_id uuid not null,
         kind text not null constraint ck_leg_kind check (kind in ('META', 'PBX')),
         state text not null constraint ck_leg_state check (state in ('NEW', 'CONNECTED', 'ENDED')),
         connected_at timestamptz,
         ended_at timestamptz,
         created_at timestamptz not null,
         constraint pk_leg primary key (tenant_id, id),
         constraint uq_leg_call_kind unique (tenant_id, call_id, kind),
         constraint fk_leg_call foreign key (tenant_id, call_id) references call (tenant_id, id)
       )`,
    );
    await tenantTable(runner, 'leg', { app: 'select, insert, update' });

    await runner.query(
      `create table call_sdp (
         tenant_id uuid not null,
         call_id uuid not null,
         kind text not null constraint ck_call_sdp_kind
           check (kind in ('META_REMOTE', 'META_LOCAL', 'TENANT_REMOTE', 'TENANT_LOCAL')),
         sdp_sealed text not null,
         created_at timestamptz not null,
         wipe_at timestamptz,
         constraint pk_call_sdp primary key (tenant_id, call_id, kind)
       )`,
    );
    await tenantTable(runner, 'call_sdp', {
      app: 'select, insert, update, delete',
      system: 'select, insert, delete',
    });

    await runner.query(
      `create table call_event (
         tenant_id uuid not null,
         id uuid not null,
         call_id uuid not null,
         seq integer not null,
         kind text not null,
         actor text not null constraint ck_call_event_actor
           check (actor in ('META', 'TENANT', 'PLATFORM', 'CONSUMER', 'MEDIA')),
         state text not null,
         detail jsonb not null,
         occurred_at timestamptz not null,
         created_at timestamptz not null,
         constraint pk_call_event primary key (tenant_id, id)
       ) partition by range (id)`,
    );
    await runner.query(`create index call_event_call on call_event (tenant_id, call_id, seq)`);
    await logTable(runner, 'call_event', 'month', 400);
    await tenantTable(runner, 'call_event', { app: 'select, insert' });

    await runner.query(
      `create table effect (
         tenant_id uuid not null,
         id uuid not null,
         call_id uuid not null,
         kind text not null,
         state text not null constraint ck_effect_state
           check (state in ('PENDING', 'CLAIMED', 'DONE', 'FAILED', 'CANCELED', 'UNKNOWN')),
         attempts integer not null,
         epoch integer not null,
         not_before timestamptz not null,
         deadline_at timestamptz,
         lease_until timestamptz,
         traceparent text,
         created_at timestamptz not null,
         finished_at timestamptz,
         constraint pk_effect primary key (tenant_id, id)
       ) partition by range (id)`,
    );
    await runner.query(
      `create index effect_open on effect (tenant_id, call_id) where state in ('PENDING', 'CLAIMED')`,
    );
    await logTable(runner, 'effect', 'day', 14);
    await tenantTable(runner, 'effect', { app: 'select, insert, update', system: 'select' });

    await runner.query(
      `create table call_work (
         tenant_id uuid not null,
         call_id uuid not null,
         number_id uuid not null,
         deadline_at timestamptz,
         node_id text,
         node_boot_id text,
         closed_at timestamptz,
         created_at timestamptz not null,
         constraint pk_call_work primary key (tenant_id, call_id)
       )`,
    );
    await runner.query(
      `create index call_work_deadline on call_work (deadline_at) where closed_at is null`,
    );
    await tenantTable(runner, 'call_work', {
      app: 'select, insert, update',
      system: 'select, delete',
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table call_work`);
    await dropLogTable(runner, 'effect');
    await dropLogTable(runner, 'call_event');
    for (const table of ['call_sdp', 'leg', 'call_key', 'call']) {
      await runner.query(`drop table ${table}`);
    }
  }
}
