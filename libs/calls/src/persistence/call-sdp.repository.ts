import type { TenantTransaction, Transaction } from '#patchbay/database';
import type { Envelope, SealedFor } from '#patchbay/kernel';

/** Whose SDP: the other side's (`REMOTE`) or the one our media node made (`LOCAL`), per leg. */
export type CallSdpKind = 'META_REMOTE' | 'META_LOCAL' | 'TENANT_REMOTE' | 'TENANT_LOCAL';

export interface CallSdp {
  readonly kind: CallSdpKind;
  readonly sdp: string;
}

interface Owner {
  readonly tenantId: string;
  readonly callId: string;
}

function sealedFor({ tenantId, callId }: Owner, kind: CallSdpKind): SealedFor {
  return { tenantId, table: 'call_sdp', column: 'sdp_sealed', rowId: `${callId}/${kind}` };
}

/** Keeps an SDP, encrypted; the first of its kind stays. It is nowhere else. */
export function saveSdp(
  tx: Transaction,
  envelope: Envelope,
  owner: Owner,
  { kind, sdp, now }: CallSdp & { readonly now: Date },
): Promise<void> {
  return saveSdps(tx, envelope, [{ ...owner, kind, sdp }], now);
}

/** The same for many calls in one statement. */
export async function saveSdps(
  tx: Transaction,
  envelope: Envelope,
  all: readonly (Owner & CallSdp)[],
  now: Date,
): Promise<void> {
  if (all.length === 0) return;
  const keyOf = ({ tenantId, callId, kind }: Owner & CallSdp): string =>
    `${tenantId}|${callId}|${kind}`;
  const sorted = [...all].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await tx.query(
    `insert into call_sdp (tenant_id, call_id, kind, sdp_sealed, created_at)
     select kept.*, $5::timestamptz
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as kept on conflict do nothing`,
    [
      sorted.map(({ tenantId }) => tenantId),
      sorted.map(({ callId }) => callId),
      sorted.map(({ kind }) => kind),
      sorted.map((one) => envelope.seal(one.sdp, sealedFor(one, one.kind))),
      now,
    ],
  );
}

/** An SDP of the call; undefined when there is none, or when it has been wiped. */
export async function readSdp(
  tx: TenantTransaction,
  envelope: Envelope,
  callId: string,
  kind: CallSdpKind,
): Promise<string | undefined> {
  const rows = await tx.query<{ sdp_sealed: string }>(
    `select sdp_sealed from call_sdp where call_id = $1 and kind = $2`,
    [callId, kind],
  );
  const owner = { tenantId: tx.tenantId, callId };
  return rows[0] && envelope.open(rows[0].sdp_sealed, sealedFor(owner, kind)).toString('utf8');
}

/** SDPs of several calls, by `<call> <kind>`; those that were wiped are missing. */
export async function readSdps(
  tx: TenantTransaction,
  envelope: Envelope,
  wanted: readonly { readonly callId: string; readonly kind: CallSdpKind }[],
): Promise<ReadonlyMap<string, string>> {
  if (wanted.length === 0) return new Map();
  const rows = await tx.query<{ call_id: string; kind: CallSdpKind; sdp_sealed: string }>(
    `select s.call_id, s.kind, s.sdp_sealed
       from unnest($1::uuid[], $2::text[]) as w (call_id, kind) join call_sdp s using (call_id, kind)`,
    [wanted.map(({ callId }) => callId), wanted.map(({ kind }) => kind)],
  );
  const { tenantId } = tx;
  return new Map(
    rows.map(({ call_id: callId, kind, sdp_sealed: sealed }) => [
      `${callId} ${kind}`,
      envelope.open(sealed, sealedFor({ tenantId, callId }, kind)).toString('utf8'),
    ]),
  );
}

/** Marks every SDP of an ended call to be wiped. */
export async function wipeSdpLater(
  tx: TenantTransaction,
  callId: string,
  wipeAt: Date,
): Promise<void> {
  await tx.execute(`update call_sdp set wipe_at = $2 where call_id = $1 and wipe_at is null`, [
    callId,
    wipeAt,
  ]);
}
