import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '#patchbay/database';

/** What admission counts: the place that every call holds, and which life of the counters is valid. */
export class AdmissionSlots1795200012000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    // Written before the call itself, so it points at no call.
    await runner.query(
      `create table call_slot (
         tenant_id uuid not null,
         call_id uuid not null,
         number_id uuid not null,
         consumer_id uuid,
         direction text not null constraint ck_call_slot_direction
           check (direction in ('USER_INITIATED', 'BUSINESS_INITIATED')),
         started_at timestamptz not null,
         committed_at timestamptz,
         ended_at timestamptz,
         created_at timestamptz not null,
         constraint pk_call_slot primary key (tenant_id, call_id),
         constraint fk_call_slot_number foreign key (tenant_id, number_id)
           references phone_number (tenant_id, id),
         constraint fk_call_slot_consumer foreign key (tenant_id, consumer_id)
           references consumer (tenant_id, id)
       )`,
    );
    await runner.query(
      `create index call_slot_open on call_slot (tenant_id, number_id) where ended_at is null`,
    );
    await runner.query(`create index call_slot_started on call_slot (tenant_id, started_at)`);
    await runner.query(
      `create index call_slot_ended on call_slot (ended_at) where ended_at is not null`,
    );
    await tenantTable(runner, 'call_slot', {
      app: 'select, insert, update',
      system: 'select, delete',
    });

    await runner.query(
      `create table admission_epoch (
         tenant_id uuid not null,
         epoch bigint not null,
         rebuilt_at timestamptz not null,
         constraint pk_admission_epoch primary key (tenant_id),
         constraint fk_admission_epoch_tenant foreign key (tenant_id) references tenant (id)
       )`,
    );
    await tenantTable(runner, 'admission_epoch', { app: 'select, insert, update' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table admission_epoch`);
    await runner.query(`drop table call_slot`);
  }
}
