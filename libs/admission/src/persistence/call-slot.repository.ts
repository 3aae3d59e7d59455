import type { TenantTransaction } from '#patchbay/database';
import type { Slot } from '../domain/slot.js';

interface SlotRow {
  readonly call_id: string;
  readonly number_id: string;
  readonly consumer_id: string | null;
  readonly direction: Slot['direction'];
  readonly started_at: Date;
  readonly committed_at: Date | null;
  readonly ended_at: Date | null;
}

const COLUMNS = 'call_id, number_id, consumer_id, direction, started_at, committed_at, ended_at';

/** The row of a consumer that counts. */
const ROOT = `coalesce((select c.merged_into from consumer c
  where c.tenant_id = known.tenant_id and c.id = known.consumer_id), known.consumer_id) as consumer_id`;

function fromRow(row: SlotRow): Slot {
  return {
    callId: row.call_id,
    numberId: row.number_id,
    consumerId: row.consumer_id,
    direction: row.direction,
    startedAt: row.started_at,
    committedAt: row.committed_at,
    endedAt: row.ended_at,
  };
}

const LOCK = `hashtextextended('admission ' || $1::text, 0)`;

/**
 * Which life of the counters is valid while this transaction lasts. A rebuild waits for it, so a place
 * that was taken in this epoch is seen by the next one; undefined before the first.
 */
export async function holdEpoch(tx: TenantTransaction): Promise<string | undefined> {
  const [, rows] = await tx.together(() => [
    tx.query(`select pg_advisory_xact_lock_shared(${LOCK})`, [tx.tenantId]),
    tx.query<{ epoch: string }>(`select epoch::text as epoch from admission_epoch`),
  ]);
  return rows[0]?.epoch;
}

/** Begins a new life of the counters, once everybody who writes for the old one is done. */
export async function raiseEpoch(tx: TenantTransaction, now: Date): Promise<string> {
  const [, rows] = await tx.together(() => [
    tx.query(`select pg_advisory_xact_lock(${LOCK})`, [tx.tenantId]),
    tx.query<{ epoch: string }>(
      `insert into admission_epoch as known (tenant_id, epoch, rebuilt_at) values ($1::uuid, 1, $2)
       on conflict (tenant_id) do update set epoch = known.epoch + 1, rebuilt_at = excluded.rebuilt_at
       returning epoch::text as epoch`,
      [tx.tenantId, now],
    ),
  ]);
  const epoch = rows[0]?.epoch;
  if (epoch === undefined) throw new Error('an epoch was not written');
  return epoch;
}

/**
 * What the counters are made of: calls that are up, and those that began since. Consumers that turned
 * out to be one are one here.
 */
export async function slotsSince(tx: TenantTransaction, since: Date): Promise<Slot[]> {
  const rows = await tx.query<SlotRow>(
    `select s.call_id, s.number_id, coalesce(c.merged_into, s.consumer_id) as consumer_id,
            s.direction, s.started_at, s.committed_at, s.ended_at
       from (select tenant_id, ${COLUMNS} from call_slot where ended_at is null
             union all
             select tenant_id, ${COLUMNS} from call_slot
              where ended_at is not null and started_at > $1) as s
       left join consumer c on c.tenant_id = s.tenant_id and c.id = s.consumer_id`,
    [since],
  );
  return rows.map(fromRow);
}

/** Writes a place as it now is. What was connected or has ended stays so. */
export async function saveSlot(tx: TenantTransaction, slot: Slot, now: Date): Promise<Slot> {
  const rows = await tx.query<SlotRow>(
    `insert into call_slot as known (tenant_id, ${COLUMNS}, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (tenant_id, call_id) do update set
       consumer_id = coalesce(known.consumer_id, excluded.consumer_id),
       committed_at = least(known.committed_at, excluded.committed_at),
       ended_at = coalesce(known.ended_at, excluded.ended_at)
     returning ${COLUMNS.replace('consumer_id', ROOT)}`,
    [
      tx.tenantId,
      slot.callId,
      slot.numberId,
      slot.consumerId,
      slot.direction,
      slot.startedAt,
      slot.committedAt,
      slot.endedAt,
      now,
    ],
  );
  const row = rows[0];
  if (row === undefined) throw new Error('a slot was not written');
  return fromRow(row);
}

/** Those of the calls that have ended. */
export async function endedSlots(
  tx: TenantTransaction,
  callIds: readonly string[],
): Promise<Slot[]> {
  const rows = await tx.query<SlotRow>(
    `select ${COLUMNS.replace('consumer_id', ROOT)} from call_slot as known
      where call_id = any($1::uuid[]) and ended_at is not null`,
    [callIds],
  );
  return rows.map(fromRow);
}

/** How many calls of the tenant hold a place now. */
export async function countOpenSlots(tx: TenantTransaction): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    `select count(*)::int as count from call_slot where ended_at is null`,
  );
  return rows[0]?.count ?? 0;
}
