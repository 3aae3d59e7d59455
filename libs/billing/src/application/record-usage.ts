import { publish, type TenantTransaction } from '#patchbay/database';
import { type Clock, uuidv7 } from '#patchbay/kernel';
import type { Direction } from '../domain/rating.js';
import {
  insertUsageRecord,
  takeUsageKey,
  usageRecordIdOfCall,
} from '../persistence/usage.repository.js';

/** The outbox topic that tells billing of a new usage record: `{ usageRecordId, callId }`. */
export const USAGE_RECORDED = 'billing.usage_recorded';

export interface UsageOfCall {
  readonly callId: string;
  readonly numberId: string;
  readonly consumerId: string | null;
  /** Meta's market of the consumer, from `marketOf`; null leaves a charged call unrated. */
  readonly market: string | null;
  readonly direction: Direction;
  readonly answeredAt: Date | null;
  readonly endedAt: Date;
  /** Meta's own count where it gives one. */
  readonly billableSeconds: number;
  readonly traceparent: string | null;
}

/**
 * Records what a call used, once, in the transaction in which it ended, and tells billing through
 * the outbox. For a call that has its record the first one stands. Returns the record's id.
 */
export async function recordUsage(
  tx: TenantTransaction,
  clock: Clock,
  { traceparent, ...usage }: UsageOfCall,
): Promise<string> {
  const id = uuidv7(clock);
  const createdAt = clock.now();
  if (!(await takeUsageKey(tx, { callId: usage.callId, usageRecordId: id, createdAt }))) {
    const first = await usageRecordIdOfCall(tx, usage.callId);
    if (first === undefined) throw new Error('the usage key of the call is taken and not there');
    return first;
  }
  await insertUsageRecord(tx, { id, ...usage, createdAt });
  await publish(tx, clock, {
    topic: USAGE_RECORDED,
    payload: { usageRecordId: id, callId: usage.callId },
    traceparent,
  });
  return id;
}
