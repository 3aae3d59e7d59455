import { type Clock, uuidv7 } from '#patchbay/kernel';
import type { TenantTransaction } from '../transaction.js';

/** An event from one context to another, kept in the transaction that made it true. */
export interface OutboxEvent {
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly traceparent: string | null;
}

/** Writes an event that must be told; the relay tells it after the commit, at least once. */
export async function publish(
  tx: TenantTransaction,
  clock: Clock,
  event: OutboxEvent,
): Promise<void> {
  await tx.query(
    `insert into outbox (tenant_id, id, topic, payload, traceparent, created_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [tx.tenantId, uuidv7(clock), event.topic, event.payload, event.traceparent, clock.now()],
  );
}
