import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why a call ended and who ended it, its spans of time apart, what was asked of Meta with it, and the
 * ids by which Meta's support finds a request.
 */
export class CallControl1795200014000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `alter table call
         add column signalling text not null default 'GRAPH_API'
           constraint ck_call_signalling check (signalling in ('GRAPH_API', 'SIP')),
         add column termination_cause text,
         add column disconnected_by text constraint ck_call_disconnected_by
           check (disconnected_by in ('META', 'TENANT', 'PLATFORM', 'CONSUMER')),
         add column ring_seconds integer,
         add column talk_seconds integer,
         add column options jsonb,
         add column graph_request_id text`,
    );
    await runner.query(`alter table call alter column signalling drop default`);
    await runner.query(
      `alter table call_event add column graph_request_id text, add column fbtrace_id text`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table call_event drop column fbtrace_id, drop column graph_request_id`,
    );
    await runner.query(
      `alter table call drop column graph_request_id, drop column options, drop column talk_seconds,
         drop column ring_seconds, drop column disconnected_by, drop column termination_cause,
         drop column signalling`,
    );
  }
}
