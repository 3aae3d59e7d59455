import type { TenantTransaction } from '#patchbay/database';
import type { AttemptOutcome, AttemptReason, AttemptTarget } from '../domain/attempt-outcome.js';

/** An attempt as its tenant sees it. */
export interface AttemptView {
  readonly id: string;
  readonly messageId: string;
  readonly endpointId: string;
  readonly number: number;
  readonly target: AttemptTarget;
  readonly outcome: AttemptOutcome;
  readonly statusCode: number | null;
  readonly durationMs: number;
  /** Why it failed, in a word. */
  readonly reason: AttemptReason | null;
  readonly responseExcerpt: string | null;
  readonly startedAt: Date;
}

export interface AttemptPageRequest {
  readonly messageId: string | null;
  readonly endpointId: string | null;
  readonly beforeId: string | null;
  readonly limit: number;
}

/** Attempts, of one message or at one endpoint where that is said, newest first. */
export async function attemptsBefore(
  tx: TenantTransaction,
  { messageId, endpointId, beforeId, limit }: AttemptPageRequest,
): Promise<AttemptView[]> {
  return tx.query<AttemptView>(
    `select id, message_id as "messageId", endpoint_id as "endpointId", number, target, outcome,
            status_code as "statusCode", duration_ms as "durationMs", reason,
            response_excerpt as "responseExcerpt", started_at as "startedAt"
       from attempt
      where ($1::uuid is null or message_id = $1) and ($2::uuid is null or endpoint_id = $2)
        and ($3::uuid is null or id < $3)
      order by id desc limit $4`,
    [messageId, endpointId, beforeId, limit],
  );
}
