import type { TenantTransaction, Transaction } from '#patchbay/database';

/** The narrow row by which sweepers of every tenant find a call's open work. */
export interface CallWork {
  readonly callId: string;
  readonly numberId: string;
  readonly deadlineAt: Date | null;
  readonly nodeId: string | null;
  readonly nodeBootId: string | null;
  readonly nodeUrl: string | null;
  readonly closedAt: Date | null;
}

export async function saveCallWork(
  tx: TenantTransaction,
  work: CallWork,
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into call_work (tenant_id, call_id, number_id, deadline_at, node_id, node_boot_id,
                            node_url, closed_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (tenant_id, call_id) do update set deadline_at = excluded.deadline_at,
       node_id = excluded.node_id, node_boot_id = excluded.node_boot_id, node_url = excluded.node_url,
       closed_at = excluded.closed_at`,
    [
      tx.tenantId,
      work.callId,
      work.numberId,
      work.deadlineAt,
      work.nodeId,
      work.nodeBootId,
      work.nodeUrl,
      work.closedAt,
      now,
    ],
  );
}

/** A call of a number of a tenant's. */
export interface CallOfNumber {
  readonly tenantId: string;
  readonly callId: string;
  readonly numberId: string;
}

/** Those that are calls of that tenant's number: what an echoed callback datum must prove. */
export async function callsOfNumbers(
  tx: Transaction,
  calls: readonly CallOfNumber[],
): Promise<readonly CallOfNumber[]> {
  if (calls.length === 0) return [];
  return tx.query<CallOfNumber>(
    `select w.tenant_id as "tenantId", w.call_id as "callId", w.number_id as "numberId"
       from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as asked (tenant_id, call_id, number_id)
       join call_work w using (tenant_id, call_id, number_id)`,
    [
      calls.map(({ tenantId }) => tenantId),
      calls.map(({ callId }) => callId),
      calls.map(({ numberId }) => numberId),
    ],
  );
}

/** Meta's id of a call, and the id that it gets from us when it is new. */
export interface CallKey {
  readonly tenantId: string;
  readonly wacid: string;
  readonly proposed: string;
}

/** The one key of a call, see callIdsOf. */
export async function callIdOf(tx: Transaction, key: CallKey, now: Date): Promise<string> {
  const [callId] = await callIdsOf(tx, [key], now);
  return callId ?? key.proposed;
}

/**
 * Our ids of calls, in the order of the keys: maps Meta's wacid to our id. The first writer wins, and
 * of two keys of a call in the list the first.
 */
export async function callIdsOf(
  tx: Transaction,
  keys: readonly CallKey[],
  now: Date,
): Promise<string[]> {
  const textOf = ({ tenantId, wacid }: Omit<CallKey, 'proposed'>): string => `${tenantId}|${wacid}`;
  const known = new Map<string, string>();
  const unique = new Map([...keys].reverse().map((key) => [textOf(key), key]));
  // Sorted, so that two who enter the same calls wait for each other and do not deadlock.
  let missing = [...unique.values()].sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
  const learn = (rows: readonly KeyRow[]): void => {
    for (const row of rows) known.set(textOf(row), row.callId);
    missing = missing.filter((key) => !known.has(textOf(key)));
  };
  if (missing.length > 0) learn(await enterKeys(tx, missing, now));
  if (missing.length > 0) learn(await findKeys(tx, missing));
  return keys.map((key) => known.get(textOf(key)) ?? key.proposed);
}

interface KeyRow {
  readonly tenantId: string;
  readonly wacid: string;
  readonly callId: string;
}

function enterKeys(tx: Transaction, keys: readonly CallKey[], now: Date): Promise<KeyRow[]> {
  return tx.query<KeyRow>(
    `insert into call_key (tenant_id, wacid, call_id, created_at)
     select asked.*, $4::timestamptz from unnest($1::uuid[], $2::text[], $3::uuid[]) as asked
     on conflict do nothing returning tenant_id as "tenantId", wacid, call_id as "callId"`,
    [
      keys.map(({ tenantId }) => tenantId),
      keys.map(({ wacid }) => wacid),
      keys.map(({ proposed }) => proposed),
      now,
    ],
  );
}

function findKeys(tx: Transaction, keys: readonly CallKey[]): Promise<KeyRow[]> {
  return tx.query<KeyRow>(
    `select tenant_id as "tenantId", wacid, call_id as "callId"
       from unnest($1::uuid[], $2::text[]) as asked (tenant_id, wacid)
       join call_key using (tenant_id, wacid)`,
    [keys.map(({ tenantId }) => tenantId), keys.map(({ wacid }) => wacid)],
  );
}
