import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '#patchbay/database';

/** Recordings, transcripts and voicemail of calls; and which consumers turned out to be one. */
export class CallMedia1795200015000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `create table call_media (
         tenant_id uuid not null,
         id uuid not null,
         call_id uuid not null,
         kind text not null constraint ck_call_media_kind
           check (kind in ('RECORDING', 'TRANSCRIPT', 'VOICEMAIL')),
         meta_media_id text not null,
         sha256 text,
         mime_type text,
         state text not null constraint ck_call_media_state
           check (state in ('PENDING', 'STORED', 'LOST', 'EXPIRED')),
         attempts integer not null,
         retry_at timestamptz,
         failure text,
         object_key text,
         size_bytes integer,
         traceparent text,
         occurred_at timestamptz not null,
         fetch_until timestamptz not null,
         stored_at timestamptz,
         created_at timestamptz not null,
         constraint pk_call_media primary key (tenant_id, id),
         constraint uq_call_media_file unique (tenant_id, call_id, kind, meta_media_id),
         constraint fk_call_media_call foreign key (tenant_id, call_id) references call (tenant_id, id)
       )`,
    );
    await runner.query(
      `create index call_media_due on call_media (retry_at) where state = 'PENDING'`,
    );
    await tenantTable(runner, 'call_media', { app: 'select, insert, update', system: 'select' });

    await runner.query(
      `alter table consumer add column merged_into uuid,
         add constraint fk_consumer_merged_into
           foreign key (tenant_id, merged_into) references consumer (tenant_id, id)`,
    );
    await runner.query(
      `create index consumer_merged_into on consumer (tenant_id, merged_into)
        where merged_into is not null`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index consumer_merged_into`);
    await runner.query(`alter table consumer drop column merged_into`);
    await runner.query(`drop table call_media`);
  }
}
