import type { TenantTransaction } from '#patchbay/database';
import type {
  AttemptOutcome,
  AttemptReason,
  AttemptTarget,
  DeadLetterReason,
} from '../domain/attempt-outcome.js';
// Loaded for the drift test: these tables are written by the SQL below.
import './attempt.entity.js';
import './dead-letter.entity.js';

/** A row of `attempt`: one request to one URL, or the moment a message expired. */
export interface AttemptRow {
  readonly id: string;
  readonly messageId: string;
  readonly endpointId: string;
  readonly number: number;
  readonly outcome: AttemptOutcome;
  readonly statusCode: number | null;
  readonly durationMs: number;
  readonly responseExcerpt: string | null;
  readonly startedAt: Date;
  readonly target: AttemptTarget;
  readonly reason: AttemptReason | null;
}

export interface DeadLetterRow {
  readonly id: string;
  readonly messageId: string;
  readonly endpointId: string;
  readonly reason: DeadLetterReason;
  readonly attempts: number;
}

/** A due row and the lease under which it was held. */
export interface HeldRow {
  readonly messageId: string;
  readonly endpointId: string;
  readonly leaseUntil: Date;
  readonly isReplay: boolean;
}

export interface NextTurn extends HeldRow {
  readonly attempts: number;
  /** Null leaves the moment as it was. */
  readonly dueAt: Date | null;
}

export async function insertAttempts(
  tx: TenantTransaction,
  rows: readonly AttemptRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    `insert into attempt (tenant_id, id, message_id, endpoint_id, number, outcome, status_code,
                          duration_ms, response_excerpt, started_at, target, reason)
     select $1, id, "messageId", "endpointId", number, outcome, "statusCode",
            "durationMs", "responseExcerpt", "startedAt", target, reason
       from json_to_recordset($2) as r (
         id uuid, "messageId" uuid, "endpointId" uuid, number int, outcome text, "statusCode" int,
         "durationMs" int, "responseExcerpt" text, "startedAt" timestamptz, target text, reason text)`,
    [tx.tenantId, JSON.stringify(rows)],
  );
}

// Rows are named by their keys as well: a join alone would leave it to the planner's idea of a table
// that grows and shrinks all day.

/**
 * Delivered: nothing is due any more, whoever holds it by now. Only a replay that somebody asked for
 * meanwhile stays.
 */
export async function deleteDelivered(
  tx: TenantTransaction,
  held: readonly HeldRow[],
): Promise<void> {
  if (held.length === 0) return;
  await tx.execute(
    `delete from delivery_due d using json_to_recordset($1) as r (
         "messageId" uuid, "endpointId" uuid, "leaseUntil" timestamptz, "isReplay" boolean)
      where d.message_id = r."messageId" and d.endpoint_id = r."endpointId"
        and d.message_id = any($2::uuid[])
        and (d.lease_until = r."leaseUntil" or d.is_replay = r."isReplay")`,
    [JSON.stringify(held), held.map(({ messageId }) => messageId)],
  );
}

/** Given up, unless the lease was lost meanwhile. Returns `<message> <endpoint>` of those gone. */
export async function deleteGivenUp(
  tx: TenantTransaction,
  held: readonly HeldRow[],
): Promise<ReadonlySet<string>> {
  if (held.length === 0) return new Set();
  const rows = await tx.query<{ message_id: string; endpoint_id: string }>(
    `delete from delivery_due d using json_to_recordset($1) as r (
         "messageId" uuid, "endpointId" uuid, "leaseUntil" timestamptz)
      where d.message_id = r."messageId" and d.endpoint_id = r."endpointId"
        and d.message_id = any($2::uuid[])
        and d.lease_until = r."leaseUntil"
     returning d.message_id, d.endpoint_id`,
    [JSON.stringify(held), held.map(({ messageId }) => messageId)],
  );
  return new Set(rows.map((row) => `${row.message_id} ${row.endpoint_id}`));
}

/** Gives messages their next turn; nothing changes where the lease was lost meanwhile. */
export async function rescheduleDeliveries(
  tx: TenantTransaction,
  turns: readonly NextTurn[],
): Promise<void> {
  if (turns.length === 0) return;
  await tx.execute(
    `update delivery_due d
        set attempts = r.attempts, due_at = coalesce(r."dueAt", d.due_at), lease_until = null
       from json_to_recordset($1) as r (
         "messageId" uuid, "endpointId" uuid, "leaseUntil" timestamptz, attempts int,
         "dueAt" timestamptz)
      where d.message_id = r."messageId" and d.endpoint_id = r."endpointId"
        and d.message_id = any($2::uuid[])
        and d.lease_until = r."leaseUntil"`,
    [JSON.stringify(turns), turns.map(({ messageId }) => messageId)],
  );
}

export async function insertDeadLetters(
  tx: TenantTransaction,
  rows: readonly DeadLetterRow[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    `insert into dead_letter (tenant_id, id, message_id, endpoint_id, reason, attempts, created_at)
     select $1, id, "messageId", "endpointId", reason, attempts, $3
       from json_to_recordset($2) as r (
         id uuid, "messageId" uuid, "endpointId" uuid, reason text, attempts int)`,
    [tx.tenantId, JSON.stringify(rows), now],
  );
}

/** Disables an endpoint that says it is gone. False when it was disabled before. */
export async function disableGoneEndpoint(
  tx: TenantTransaction,
  endpointId: string,
  now: Date,
): Promise<boolean> {
  const changed = await tx.execute(
    `update endpoint set status = 'DISABLED', disabled_at = $2, disabled_reason = 'GONE',
            updated_at = $2
      where id = $1 and status = 'ENABLED'`,
    [endpointId, now],
  );
  return changed > 0;
}
