import type { TenantTransaction } from '#patchbay/database';
import { AppError, type Envelope, type SealedFor, Secret } from '#patchbay/kernel';

/** A WABA as Meta names it, with the token that commands it. */
export interface WabaToSave {
  readonly id: string;
  readonly wabaId: string;
  readonly businessId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly createdAt: Date;
}

function sealedFor(tenantId: string, rowId: string): SealedFor {
  return { tenantId, table: 'waba', column: 'access_token_sealed', rowId };
}

/**
 * Adds a WABA of the tenant, or brings the one there is up to date, and seals its token. Gives the
 * id of the row back: the first one stays.
 */
export async function saveWaba(
  tx: TenantTransaction,
  envelope: Envelope,
  waba: WabaToSave,
  accessToken: Secret,
): Promise<string> {
  const found = await tx.query<{ id: string }>(`select id from waba where waba_id = $1`, [
    waba.wabaId,
  ]);
  const id = found[0]?.id ?? waba.id;
  const sealed = envelope.seal(accessToken.reveal(), sealedFor(tx.tenantId, id));
  await tx.query(
    `insert into waba (tenant_id, id, waba_id, business_id, name, currency, time_zone,
                       access_token_sealed, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (tenant_id, id) do update set business_id = excluded.business_id,
       name = excluded.name, currency = excluded.currency, time_zone = excluded.time_zone,
       access_token_sealed = excluded.access_token_sealed`,
    [
      tx.tenantId,
      id,
      waba.wabaId,
      waba.businessId,
      waba.name,
      waba.currency,
      waba.timeZone,
      sealed,
      waba.createdAt,
    ],
  );
  return id;
}

/** The token that commands a WABA of the tenant at Meta. */
export async function wabaAccessToken(
  tx: TenantTransaction,
  envelope: Envelope,
  wabaRowId: string,
): Promise<Secret> {
  const rows = await tx.query<{ access_token_sealed: string }>(
    `select access_token_sealed from waba where id = $1`,
    [wabaRowId],
  );
  const sealed = rows[0]?.access_token_sealed;
  if (sealed === undefined) throw new AppError('NOT_FOUND', { what: 'WABA' });
  return new Secret(envelope.open(sealed, sealedFor(tx.tenantId, wabaRowId)).toString('utf8'));
}

/** The token that commands a number of the tenant at Meta: its WABA's. */
export async function numberAccessToken(
  tx: TenantTransaction,
  envelope: Envelope,
  numberId: string,
): Promise<Secret> {
  const [row] = await tx.query<{ id: string; access_token_sealed: string }>(
    `select w.id, w.access_token_sealed
       from phone_number n join waba w on w.tenant_id = n.tenant_id and w.id = n.waba_row_id
      where n.id = $1`,
    [numberId],
  );
  if (row === undefined) throw new AppError('NOT_FOUND', { what: 'phone number' });
  const { id, access_token_sealed: sealed } = row;
  return new Secret(envelope.open(sealed, sealedFor(tx.tenantId, id)).toString('utf8'));
}

/** Our id of a WABA of the tenant, by Meta's; undefined when the tenant has none such. */
export async function findWabaRowId(
  tx: TenantTransaction,
  wabaId: string,
): Promise<string | undefined> {
  const rows = await tx.query<{ id: string }>(`select id from waba where waba_id = $1`, [wabaId]);
  return rows[0]?.id;
}
