import type { TenantTransaction } from '#patchbay/database';
import type { NumberRoute, NumberView } from '../domain/number.js';
import { findNumbersByIds } from './number.repository.js';

/** What `phoneNumbers` may ask for. */
export interface NumberFilter {
  /** Meta's id of the WABA. */
  readonly wabaId?: string;
  readonly isCallingEnabled?: boolean;
}

/** Numbers from the newest on, older than the number `beforeId`. */
export async function listNumbers(
  tx: TenantTransaction,
  page: { readonly limit: number; readonly beforeId: string | undefined },
  { wabaId, isCallingEnabled }: NumberFilter,
): Promise<NumberView[]> {
  const rows = await tx.query<{ id: string }>(
    `select n.id from phone_number n
       join waba w on w.tenant_id = n.tenant_id and w.id = n.waba_row_id
      where ($1::uuid is null or n.id < $1)
        and ($2::text is null or w.waba_id = $2)
        and ($3::boolean is null or n.is_calling_enabled = $3)
      order by n.id desc limit $4`,
    [page.beforeId ?? null, wabaId ?? null, isCallingEnabled ?? null, page.limit],
  );
  const ids = rows.map(({ id }) => id);
  const found = new Map((await findNumbersByIds(tx, ids)).map((number) => [number.id, number]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** Notes what a number does first with users' calls. */
export async function saveNumberRoute(
  tx: TenantTransaction,
  numberId: string,
  route: NumberRoute,
): Promise<void> {
  await tx.execute(`update phone_number set route = $2 where id = $1 and route <> $2`, [
    numberId,
    route,
  ]);
}
