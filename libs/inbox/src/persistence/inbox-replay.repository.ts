import type { TenantTransaction } from '#patchbay/database';

export interface ReplayedEvent {
  readonly id: string;
  readonly callId: string | null;
}

/**
 * Makes events of the tenant wait again, as if they had just been kept; one that waits for its next
 * try waits no longer. Returns them; those that were waiting anyway are left as they are.
 */
export function makeEventsWait(
  tx: TenantTransaction,
  ids: readonly string[],
  now: Date,
): Promise<ReplayedEvent[]> {
  return tx.query<ReplayedEvent>(
    `update inbox_event
        set processed_at = null, outcome = null, attempts = 0, last_error = null, retry_at = null,
            replayed_at = $2
      where id = any($1::uuid[])
        and (processed_at is not null or retry_at is not null or outcome is not null)
      returning id, call_id as "callId"`,
    [ids, now],
  );
}
