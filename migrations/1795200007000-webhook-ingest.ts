import type { MigrationInterface, QueryRunner } from 'typeorm';
import { globalTable, revokeGrants } from '#patchbay/database';

/** Events of every kind of Meta's webhooks, rotation of an app's secret, and what became of an event. */
export class WebhookIngest1795200007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `alter table meta_app
         add column previous_secret_sealed text,
         add column previous_secret_until timestamptz`,
    );
    await runner.query(
      `alter table inbox_delivery
         add column signed_with text not null default 'CURRENT' constraint ck_inbox_delivery_signed_with
           check (signed_with in ('CURRENT', 'PREVIOUS'))`,
    );
    await runner.query(
      `alter table inbox_event
         alter column call_id drop not null,
         add column context text not null default 'calls' constraint ck_inbox_event_context
           check (context in ('calls', 'permissions', 'messages', 'numbers', 'onboarding', 'billing')),
         add column waba_id text,
         add column phone_number_id text,
         add column number_id uuid,
         add column consumer_id uuid,
         add column dedupe_key text,
         add column outcome text constraint ck_inbox_event_outcome
           check (outcome in ('APPLIED', 'UNHANDLED', 'FAILED')),
         add column attempts integer not null default 0,
         add column last_error text,
         add column retry_at timestamptz,
         add column replayed_at timestamptz`,
    );
    // The drain asks by call, the dispatcher of account events by age: neither may read the other's.
    await runner.query(`drop index inbox_event_unprocessed`);
    await runner.query(
      `create index inbox_event_unprocessed on inbox_event (tenant_id, call_id)
        where processed_at is null and call_id is not null`,
    );
    await runner.query(
      `create index inbox_event_waiting on inbox_event (tenant_id, id)
        where processed_at is null and call_id is null`,
    );

    await runner.query(
      `alter table quarantined_event
         drop constraint ck_quarantined_event_reason,
         add constraint ck_quarantined_event_reason check (reason in
           ('UNBOUND_APP', 'UNKNOWN_NUMBER', 'UNKNOWN_WABA', 'UNKNOWN_PORTFOLIO', 'NO_SUBJECT', 'UNREADABLE')),
         add column position integer,
         add column kind text,
         add column display_phone_number text,
         add column business_id text,
         add column dedupe_key text,
         add column resolved_at timestamptz,
         add column resolution text constraint ck_quarantined_event_resolution
           check (resolution in ('KEPT', 'DUPLICATE')),
         add column resolved_for uuid`,
    );
    await runner.query(
      `create index quarantined_event_number on quarantined_event (phone_number_id)
        where resolved_at is null`,
    );
    await globalTable(runner, 'quarantined_event', { platform: 'select', system: 'update' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index quarantined_event_number`);
    await runner.query(
      `delete from quarantined_event
        where reason not in ('UNBOUND_APP', 'UNKNOWN_NUMBER', 'UNREADABLE')`,
    );
    await runner.query(
      `alter table quarantined_event
         drop column position, drop column kind, drop column display_phone_number,
         drop column business_id, drop column dedupe_key, drop column resolved_at,
         drop column resolution, drop column resolved_for,
         drop constraint ck_quarantined_event_reason,
         add constraint ck_quarantined_event_reason
           check (reason in ('UNBOUND_APP', 'UNKNOWN_NUMBER', 'UNREADABLE'))`,
    );
    await revokeGrants(runner, 'quarantined_event', { platform: 'select', system: 'update' });
    await runner.query(`drop index inbox_event_waiting`);
    await runner.query(`drop index inbox_event_unprocessed`);
    await runner.query(
      `create index inbox_event_unprocessed on inbox_event (tenant_id, call_id)
        where processed_at is null`,
    );
    await runner.query(`delete from inbox_event where call_id is null`);
    await runner.query(
      `alter table inbox_event
         alter column call_id set not null,
         drop column context, drop column waba_id, drop column phone_number_id,
         drop column number_id, drop column consumer_id, drop column dedupe_key,
         drop column outcome, drop column attempts, drop column last_error,
         drop column retry_at, drop column replayed_at`,
    );
    await runner.query(`alter table inbox_delivery drop column signed_with`);
    await runner.query(
      `alter table meta_app drop column previous_secret_sealed, drop column previous_secret_until`,
    );
  }
}
