import type { TenantTransaction } from '#patchbay/database';
import type { Circuit } from '../domain/circuit.js';
// Loaded for the drift test: the table's rows are only touched by the SQL below.
import './endpoint-health.entity.js';

/** The row of an endpoint that fails. */
export interface FailingRow {
  readonly circuit: Circuit;
  readonly failingSince: Date;
  readonly lastDeliveredAt: Date | null;
  /** The last threshold that was told. */
  readonly alertedPercent: number;
}

interface Row {
  readonly consecutive_failures: number;
  readonly failing_since: Date;
  readonly last_delivered_at: Date | null;
  readonly alerted_percent: number;
  readonly circuit_open_until: Date | null;
  readonly circuit_opens: number;
  readonly probe_until: Date | null;
}

interface RateRow {
  readonly rate_paid_until: Date | null;
}

// A row is made from the endpoint's own, so that a deleted endpoint makes none, and holds it there.
const NEW_ROW = `insert into endpoint_health as h
    (tenant_id, endpoint_id, consecutive_failures, failing_since, last_failed_at, alerted_percent,
     circuit_opens)
  select tenant_id, id, $2::integer, $3::timestamptz, $3, 0, 0 from endpoint
   where id = $1 for key share`;

/**
 * Counts failures of an endpoint, from both sides of its row's lock: the row returned is current
 * until the transaction ends. Undefined when the endpoint is gone.
 */
export async function addFailures(
  tx: TenantTransaction,
  endpointId: string,
  { count, at }: { readonly count: number; readonly at: Date },
): Promise<FailingRow | undefined> {
  const [row] = await tx.query<Row>(
    `${NEW_ROW}
     on conflict (tenant_id, endpoint_id) do update
       set consecutive_failures = h.consecutive_failures + excluded.consecutive_failures,
           failing_since = coalesce(h.failing_since, excluded.failing_since),
           last_failed_at = greatest(h.last_failed_at, excluded.last_failed_at)
     returning h.consecutive_failures, h.failing_since, h.last_delivered_at, h.alerted_percent,
               h.circuit_open_until, h.circuit_opens, h.probe_until`,
    [endpointId, count, at],
  );
  if (row === undefined) return undefined;
  return {
    circuit: {
      failures: row.consecutive_failures,
      opens: row.circuit_opens,
      openUntil: row.circuit_open_until,
      probeUntil: row.probe_until,
    },
    failingSince: row.failing_since,
    lastDeliveredAt: row.last_delivered_at,
    alertedPercent: row.alerted_percent,
  };
}

/** Keeps what became of the circuit and what was told. */
export async function saveFailing(
  tx: TenantTransaction,
  endpointId: string,
  { circuit, alertedPercent }: Pick<FailingRow, 'circuit' | 'alertedPercent'>,
): Promise<void> {
  await tx.execute(
    `update endpoint_health set circuit_open_until = $2, circuit_opens = $3, probe_until = $4,
            alerted_percent = $5
      where endpoint_id = $1`,
    [endpointId, circuit.openUntil, circuit.opens, circuit.probeUntil, alertedPercent],
  );
}

/** The endpoint takes messages again: its streak is over and its circuit closed. */
export async function endStreak(
  tx: TenantTransaction,
  endpointId: string,
  at: Date,
): Promise<void> {
  await tx.execute(
    `update endpoint_health
        set consecutive_failures = 0, failing_since = null, alerted_percent = 0,
            circuit_open_until = null, circuit_opens = 0, probe_until = null,
            last_delivered_at = $2
      where endpoint_id = $1 and consecutive_failures > 0`,
    [endpointId, at],
  );
}

/** Something came through by another way: the streak goes on, but the endpoint is of use. */
export async function noteDelivered(
  tx: TenantTransaction,
  endpointId: string,
  at: Date,
): Promise<void> {
  await tx.execute(
    `update endpoint_health set last_delivered_at = greatest(last_delivered_at, $2)
      where endpoint_id = $1`,
    [endpointId, at],
  );
}

/** Takes the one probe of a half-open circuit; false when another process was first. */
export async function takeProbe(
  tx: TenantTransaction,
  endpointId: string,
  { now, until }: { readonly now: Date; readonly until: Date },
): Promise<boolean> {
  const taken = await tx.execute(
    `update endpoint_health set probe_until = $3
      where endpoint_id = $1 and circuit_open_until <= $2
        and (probe_until is null or probe_until <= $2)`,
    [endpointId, now, until],
  );
  return taken > 0;
}

/** Until when the places given are paid for; the row is held until the transaction ends. */
export async function lockRate(tx: TenantTransaction, endpointId: string): Promise<Date | null> {
  const sql = `select rate_paid_until from endpoint_health where endpoint_id = $1 for update`;
  const [row] = await tx.query<RateRow>(sql, [endpointId]);
  if (row !== undefined) return row.rate_paid_until;
  await tx.query(`${NEW_ROW} on conflict (tenant_id, endpoint_id) do nothing`, [
    endpointId,
    0,
    null,
  ]);
  const [made] = await tx.query<RateRow>(sql, [endpointId]);
  return made?.rate_paid_until ?? null;
}

export async function saveRate(
  tx: TenantTransaction,
  endpointId: string,
  paidUntil: Date,
): Promise<void> {
  await tx.execute(`update endpoint_health set rate_paid_until = $2 where endpoint_id = $1`, [
    endpointId,
    paidUntil,
  ]);
}

/** Forgets how the endpoint fared; when it was last written about stays known. */
export async function forgetHealth(tx: TenantTransaction, endpointId: string): Promise<void> {
  await tx.execute(
    `update endpoint_health
        set consecutive_failures = 0, failing_since = null, last_failed_at = null,
            last_delivered_at = null, alerted_percent = 0, circuit_open_until = null,
            circuit_opens = 0, probe_until = null, parked_at = null
      where endpoint_id = $1`,
    [endpointId],
  );
}

/** Takes the right to one e-mail about the endpoint; false when the last one is too young. */
export async function takeEmail(
  tx: TenantTransaction,
  endpointId: string,
  { at, notSince }: { readonly at: Date; readonly notSince: Date },
): Promise<boolean> {
  const [row] = await tx.query<{ endpoint_id: string }>(
    `insert into endpoint_health as h
       (tenant_id, endpoint_id, consecutive_failures, alerted_percent, circuit_opens, emailed_at)
     select tenant_id, id, 0, 0, 0, $2::timestamptz from endpoint where id = $1 for key share
     on conflict (tenant_id, endpoint_id) do update set emailed_at = excluded.emailed_at
       where h.emailed_at is null or h.emailed_at <= $3
     returning h.endpoint_id`,
    [endpointId, at, notSince],
  );
  return row !== undefined;
}

/** Disables an endpoint; false when it was disabled already, or is gone. */
export async function disableEndpointRow(
  tx: TenantTransaction,
  endpointId: string,
  { reason, at }: { readonly reason: 'FAILING' | 'GONE'; readonly at: Date },
): Promise<boolean> {
  const changed = await tx.execute(
    `update endpoint set status = 'DISABLED', disabled_reason = $2, disabled_at = $3, updated_at = $3
      where id = $1 and status = 'ENABLED'`,
    [endpointId, reason, at],
  );
  if (changed > 0) await parkEndpointRow(tx, endpointId, at);
  return changed > 0;
}

/**
 * Says to the poller, which may not see endpoints, that this one is disabled. Holds the endpoint's
 * row, so that one who enables it comes before, and nothing is written, or afterwards.
 */
export async function parkEndpointRow(
  tx: TenantTransaction,
  endpointId: string,
  at: Date,
): Promise<void> {
  await tx.query(
    `insert into endpoint_health
       (tenant_id, endpoint_id, consecutive_failures, alerted_percent, circuit_opens, parked_at)
     select tenant_id, id, 0, 0, 0, $2::timestamptz from endpoint
      where id = $1 and status = 'DISABLED' for share
     on conflict (tenant_id, endpoint_id) do update set parked_at = excluded.parked_at`,
    [endpointId, at],
  );
}

/** Takes a message out of one endpoint's line: nobody is told of his own failing at the same door. */
export async function withholdMessage(
  tx: TenantTransaction,
  endpointId: string,
  messageId: string,
): Promise<void> {
  await tx.execute(`delete from delivery_due where message_id = $1 and endpoint_id = $2`, [
    messageId,
    endpointId,
  ]);
}
