import type { TenantTransaction } from '#patchbay/database';

/** A piece of an export's file: an object in the store. */
export interface ExportPart {
  readonly id: string;
  /** Of the plain piece; null while it is not known to be there. */
  readonly sizeBytes: number | null;
}

/** Before anything is stored under a part's name: what a dead process leaves is found by its row. */
export async function insertPart(
  tx: TenantTransaction,
  part: { readonly id: string; readonly exportId: string; readonly part: number },
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into call_export_part (tenant_id, id, export_id, part, created_at)
     values ($1, $2, $3, $4, $5)`,
    [tx.tenantId, part.id, part.exportId, part.part, now],
  );
}

/** The part is in the store, and of the file. */
export async function keepPart(
  tx: TenantTransaction,
  { id, sizeBytes }: { readonly id: string; readonly sizeBytes: number },
): Promise<void> {
  await tx.query(`update call_export_part set size_bytes = $2 where id = $1`, [id, sizeBytes]);
}

/** The parts of a file, in their order; with `all`, also what was begun and is of no file. */
export function partsOf(
  tx: TenantTransaction,
  exportId: string,
  { all = false } = {},
): Promise<ExportPart[]> {
  const kept = all ? 'true' : 'size_bytes is not null';
  return tx.query<ExportPart>(
    `select id, size_bytes as "sizeBytes" from call_export_part
      where export_id = $1 and ${kept} order by part, id`,
    [exportId],
  );
}

export async function deleteParts(tx: TenantTransaction, ids: readonly string[]): Promise<void> {
  await tx.query(`delete from call_export_part where id = any($1::uuid[])`, [ids]);
}
