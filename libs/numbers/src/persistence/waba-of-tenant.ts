import type { TenantTransaction } from '#patchbay/database';

/** A WABA of the tenant: our row's id, and the portfolio it is in. */
export interface WabaRef {
  readonly id: string;
  readonly businessId: string;
}

/** The WABA with this id of Meta's, when it is the tenant's. */
export async function findWaba(
  tx: TenantTransaction,
  wabaId: string,
): Promise<WabaRef | undefined> {
  const rows = await tx.query<WabaRef>(
    `select id, business_id as "businessId" from waba where waba_id = $1`,
    [wabaId],
  );
  return rows[0];
}
