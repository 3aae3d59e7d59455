import type { TenantTransaction } from '#patchbay/database';

/** A number or WABA of the tenant: our row, and Meta's name for it. */
export interface Subject {
  readonly kind: 'number' | 'waba';
  readonly id: string;
  readonly metaId: string;
}

/** Numbers and WABAs, by Meta's ids or by ours. */
export interface SubjectRefs {
  readonly phoneNumberIds?: readonly string[] | undefined;
  readonly wabaIds?: readonly string[] | undefined;
  readonly numberIds?: readonly string[] | undefined;
  readonly wabaRowIds?: readonly string[] | undefined;
}

interface Row {
  readonly kind: Subject['kind'];
  readonly id: string;
  readonly meta_id: string;
}

/** Those of them that are the tenant's, each once, in no order. */
export async function findSubjects(tx: TenantTransaction, refs: SubjectRefs): Promise<Subject[]> {
  const rows = await tx.query<Row>(
    `select 'number' as kind, id, phone_number_id as meta_id from phone_number
      where phone_number_id = any($1::text[]) or id = any($2::uuid[])
     union all
     select 'waba', id, waba_id from waba where waba_id = any($3::text[]) or id = any($4::uuid[])`,
    [refs.phoneNumberIds ?? [], refs.numberIds ?? [], refs.wabaIds ?? [], refs.wabaRowIds ?? []],
  );
  return rows.map(({ kind, id, meta_id: metaId }) => ({ kind, id, metaId }));
}
