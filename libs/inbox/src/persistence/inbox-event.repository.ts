import type { Transaction } from '#patchbay/database';
import type { EventContext } from '../domain/event-contexts.js';

/** An event of Meta's that is about no call's course, as the inbox keeps it. */
export interface AccountEventRow {
  readonly id: string;
  readonly tenantId: string;
  readonly context: EventContext;
  readonly kind: string;
  /** What the event says, without identity. */
  readonly payload: object;
  readonly deliveryId: string;
  readonly traceparent: string;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  /** Whether somebody waits for it; else it is kept as UNHANDLED. */
  readonly isHandled: boolean;
  readonly wabaId: string | null;
  readonly phoneNumberId: string | null;
  readonly numberId: string | null;
  readonly consumerId: string | null;
  readonly dedupeKey: string;
}

/** Keeps events in one statement, however many there are. */
export async function insertAccountEvents(
  tx: Transaction,
  rows: readonly AccountEventRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const column = <Key extends keyof AccountEventRow>(key: Key) => rows.map((row) => row[key]);
  await tx.query(
    `insert into inbox_event
       (tenant_id, id, source, kind, payload, delivery_id, traceparent, occurred_at, received_at,
        processed_at, context, waba_id, phone_number_id, number_id, consumer_id, dedupe_key, outcome)
     select tenant_id, id, 'META', kind, payload, delivery_id, traceparent, occurred_at, received_at,
            case when is_handled then null else received_at end, context, waba_id, phone_number_id,
            number_id, consumer_id, dedupe_key, case when is_handled then null else 'UNHANDLED' end
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::uuid[], $6::text[],
                   $7::timestamptz[], $8::timestamptz[], $9::boolean[], $10::text[], $11::text[],
                   $12::text[], $13::uuid[], $14::uuid[], $15::text[])
         as kept (tenant_id, id, kind, payload, delivery_id, traceparent, occurred_at, received_at,
                  is_handled, context, waba_id, phone_number_id, number_id, consumer_id, dedupe_key)`,
    [
      column('tenantId'),
      column('id'),
      column('kind'),
      rows.map(({ payload }) => JSON.stringify(payload)),
      column('deliveryId'),
      column('traceparent'),
      column('occurredAt'),
      column('receivedAt'),
      column('isHandled'),
      column('context'),
      column('wabaId'),
      column('phoneNumberId'),
      column('numberId'),
      column('consumerId'),
      column('dedupeKey'),
    ],
  );
}
