import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '#patchbay/database';

/** Messages that ask a consumer for a call or invite to one, their templates, and the first contact. */
export class PermissionRequests1795200018000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `create table call_template (
         tenant_id uuid not null,
         id uuid not null,
         waba_row_id uuid not null,
         name text not null,
         language text not null,
         purpose text not null constraint ck_call_template_purpose
           check (purpose in ('PERMISSION_REQUEST', 'CALL_BUTTON')),
         category text not null constraint ck_call_template_category
           check (category in ('MARKETING', 'UTILITY')),
         status text not null,
         reason text,
         meta_template_id text,
         header_variables integer not null,
         body_variables integer not null,
         told_at timestamptz,
         created_at timestamptz not null,
         constraint pk_call_template primary key (tenant_id, id),
         constraint uq_call_template_name unique (tenant_id, waba_row_id, name, language),
         constraint fk_call_template_waba foreign key (tenant_id, waba_row_id)
           references waba (tenant_id, id)
       )`,
    );
    await tenantTable(runner, 'call_template', { app: 'select, insert, update, delete' });

    await runner.query(
      `create table call_message (
         tenant_id uuid not null,
         id uuid not null,
         number_id uuid not null,
         consumer_id uuid not null,
         purpose text not null constraint ck_call_message_purpose
           check (purpose in ('PERMISSION_REQUEST', 'CALL_BUTTON')),
         form text not null constraint ck_call_message_form check (form in ('FREE_FORM', 'TEMPLATE')),
         origin text not null constraint ck_call_message_origin
           check (origin in ('TENANT', 'FIRST_CONTACT')),
         state text not null constraint ck_call_message_state check (state in
           ('PENDING', 'SENDING', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'REFUSED', 'NOT_SENT',
            'UNCONFIRMED')),
         template_name text,
         template_language text,
         wamid text,
         meta_error jsonb,
         traceparent text,
         lease_until timestamptz,
         sent_at timestamptz,
         delivered_at timestamptz,
         read_at timestamptz,
         ended_at timestamptz,
         created_at timestamptz not null,
         constraint pk_call_message primary key (tenant_id, id),
         constraint uq_call_message_wamid unique (tenant_id, wamid),
         constraint fk_call_message_number foreign key (tenant_id, number_id)
           references phone_number (tenant_id, id),
         constraint fk_call_message_consumer foreign key (tenant_id, consumer_id)
           references consumer (tenant_id, id)
       )`,
    );
    await runner.query(
      `create index call_message_pair on call_message (tenant_id, number_id, consumer_id, id)`,
    );
    await tenantTable(runner, 'call_message', { app: 'select, insert, update' });

    await runner.query(
      `create table first_contact_button (
         tenant_id uuid not null,
         number_id uuid not null,
         is_enabled boolean not null,
         body text not null,
         display_text text,
         ttl_minutes integer,
         payload text,
         updated_at timestamptz not null,
         constraint pk_first_contact_button primary key (tenant_id, number_id),
         constraint fk_first_contact_button_number foreign key (tenant_id, number_id)
           references phone_number (tenant_id, id) on delete cascade
       )`,
    );
    await tenantTable(runner, 'first_contact_button', { app: 'select, insert, update' });

    await runner.query(
      `create table first_contact (
         tenant_id uuid not null,
         number_id uuid not null,
         consumer_id uuid not null,
         created_at timestamptz not null,
         constraint pk_first_contact primary key (tenant_id, number_id, consumer_id),
         constraint fk_first_contact_number foreign key (tenant_id, number_id)
           references phone_number (tenant_id, id) on delete cascade,
         constraint fk_first_contact_consumer foreign key (tenant_id, consumer_id)
           references consumer (tenant_id, id) on delete cascade
       )`,
    );
    await tenantTable(runner, 'first_contact', { app: 'select, insert' });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'first_contact',
      'first_contact_button',
      'call_message',
      'call_template',
    ]) {
      await runner.query(`drop table ${table}`);
    }
  }
}
