import type { TenantTransaction, Transaction } from '#patchbay/database';

/** The narrow row by which sweepers of every tenant find a call's open work. */
export interface CallWork {
  readonly callId: string;
  readonly numberId: string;
  readonly deadlineAt: Date | null;
  readonly nodeId: string | null;
  readonly nodeBootId: string | null;
  readonly closedAt: Date | null;
}

export async function saveCallWork(
  tx: TenantTransaction,
  work: CallWork,
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into call_work (tenant_id, call_id, number_id, deadline_at, node_id, node_boot_id,
                            closed_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (tenant_id, call_id) do update set deadline_at = excluded.deadline_at,
       node_id = excluded.node_id, node_boot_id = excluded.node_boot_id, closed_at = excluded.closed_at`,
    [
      tx.tenantId,
      work.callId,
      work.numberId,
      work.deadlineAt,
      work.nodeId,
      work.nodeBootId,
      work.closedAt,
      now,
    ],
  );
}

/** Whether the call is one of this tenant's number: what an echoed callback datum must prove. */
export async function isCallOfNumber(
  tx: Transaction,
  call: { readonly tenantId: string; readonly callId: string; readonly numberId: string },
): Promise<boolean> {
  const rows = await tx.query(
    `select call_id from call_work where tenant_id = $1 and call_id = $2 and number_id = $3`,
    [call.tenantId, call.callId, call.numberId],
  );
  return rows.length > 0;
}

/**
 * The one key of a call: maps Meta's wacid to our id. The first writer wins; `proposed` is the id
 * that a new wacid gets.
 */
export async function callIdOf(
  tx: Transaction,
  key: { readonly tenantId: string; readonly wacid: string; readonly proposed: string },
  now: Date,
): Promise<string> {
  const { tenantId, wacid, proposed } = key;
  const inserted = await tx.query(
    `insert into call_key (tenant_id, wacid, call_id, created_at) values ($1, $2, $3, $4)
     on conflict do nothing returning call_id`,
    [tenantId, wacid, proposed, now],
  );
  if (inserted.length > 0) return proposed;
  const rows = await tx.query<{ call_id: string }>(
    `select call_id from call_key where tenant_id = $1 and wacid = $2`,
    [tenantId, wacid],
  );
  return rows[0]?.call_id ?? proposed;
}
