import type { TenantTransaction } from '#patchbay/database';
import { hmacSha256 } from '#patchbay/kernel';
import type { ConsumerIdentity } from './consumer.repository.js';

/** The rows of a consumer, under any of its identities: rows that turned out to be one point to one. */
export async function searchConsumer(
  tx: TenantTransaction,
  lookupKey: Buffer,
  { waId, userId }: ConsumerIdentity,
): Promise<string[]> {
  const hash = (id: string | undefined): string | null =>
    id === undefined ? null : hmacSha256(lookupKey, `${tx.tenantId}|${id}`).toString('base64url');
  const rows = await tx.query<{ id: string }>(
    `with named as (
       select coalesce(merged_into, id) as id from consumer where wa_hash = $1
       union
       select coalesce(merged_into, id) from consumer where user_hash = $2
     )
     select id from named
     union
     select c.id from consumer c join named on c.merged_into = named.id`,
    [hash(waId), hash(userId)],
  );
  return rows.map(({ id }) => id);
}
