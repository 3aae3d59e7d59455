import type { Transaction } from '#patchbay/database';
import { uuidv7 } from '#patchbay/kernel';
import {
  type ConsumerIdentity,
  type ConsumerKeys,
  findByHash,
  findConsumers,
  FoundConsumers,
  sealedFor,
  type Sought,
} from './consumer-rows.repository.js';

/**
 * All rows of the user whose consumer this is, the one that counts first: counters and histories of a
 * consumer are those of all its rows. Only itself for an id that has no row.
 */
export async function aliasesOf(tx: Transaction, consumerId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `with root as (
       select tenant_id, coalesce(merged_into, id) as id from consumer where id = $1
     )
     select c.id from root join consumer c
         on c.tenant_id = root.tenant_id and (c.id = root.id or c.merged_into = root.id)
      order by (c.id = root.id) desc, c.id`,
    [consumerId],
  );
  return rows.length === 0 ? [consumerId] : rows.map(({ id }) => id);
}

/** Links are made one at a time within a tenant, for the rest of the transaction. */
async function lockLinks(tx: Transaction, tenantIds: readonly string[]): Promise<void> {
  for (const tenantId of [...new Set(tenantIds)].sort()) {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
      `consumer links ${tenantId}`,
    ]);
  }
}

/** Makes the younger of two rows, and all that point to it, point to the older one. */
async function merge(
  tx: Transaction,
  { onMerged }: Pick<ConsumerKeys, 'onMerged'>,
  { tenantId, ids }: { readonly tenantId: string; readonly ids: readonly string[] },
): Promise<void> {
  const [older, ...younger] = [...ids].sort();
  if (older === undefined || younger.length === 0) return;
  tx.afterCommit(() => onMerged?.(tenantId));
  await tx.query(
    `update consumer set merged_into = $2, is_fold_due = true
      where tenant_id = $1 and (id = any($3::uuid[]) or merged_into = any($3::uuid[]))`,
    [tenantId, older, younger],
  );
}

/** What is newly known of a user joins what was; the newest word counts. */
async function learn(
  tx: Transaction,
  { envelope }: Pick<ConsumerKeys, 'envelope'>,
  id: string,
  said: readonly Pick<Sought, 'tenantId' | 'identity' | 'place'>[],
): Promise<void> {
  const [known] = await findConsumers(tx, envelope, [id]);
  const [first] = said;
  if (known === undefined || first === undefined) return;
  const { tenantId } = first;
  const identity = said.reduce<ConsumerIdentity>(
    (sum, one) => ({ ...sum, ...one.identity }),
    known.identity,
  );
  const country = known.country ?? said.find(({ place }) => place.country)?.place.country ?? null;
  const market = known.market ?? said.find(({ place }) => place.market)?.place.market ?? null;
  await tx.query(
    `update consumer set identity_sealed = $3, country = $4, market = $5
      where tenant_id = $1 and id = $2 and erased_at is null`,
    [
      tenantId,
      id,
      envelope.seal(JSON.stringify(identity), sealedFor(tenantId, id)),
      country,
      market,
    ],
  );
}

/** A row for the ids that have none, which points to the one that counts. */
async function addAlias(
  tx: Transaction,
  { clock }: Pick<ConsumerKeys, 'clock'>,
  { tenantId, waHash, userHash }: Sought,
  root: string,
): Promise<void> {
  await tx.query(
    `insert into consumer (tenant_id, id, wa_hash, user_hash, created_at, merged_into)
     select $1, $2, asked.wa_hash, asked.user_hash, $5, $6
       from (select
         (select $3::text where not exists
           (select 1 from consumer where tenant_id = $1 and wa_hash = $3::text)) as wa_hash,
         (select $4::text where not exists
           (select 1 from consumer where tenant_id = $1 and user_hash = $4::text)) as user_hash
       ) as asked
      where asked.wa_hash is not null or asked.user_hash is not null
     on conflict do nothing`,
    [tenantId, uuidv7(clock), waHash, userHash, clock.now(), root],
  );
}

/**
 * Joins the ids of identities that name a number and a user id together, where they were known apart
 * or one of them not at all. Gives what is found of all afterwards.
 */
export async function linkLoose(
  tx: Transaction,
  keys: ConsumerKeys,
  sought: readonly Sought[],
  before: FoundConsumers,
): Promise<FoundConsumers> {
  const loose = sought.filter((one) => before.isLoose(one));
  await lockLinks(tx, loose.map(({ tenantId }) => tenantId)); // prettier-ignore
  for (const one of loose) {
    const ids = [...new Set((await findByHash(tx, [one])).map(({ id }) => id))].sort();
    const [root] = ids;
    if (root === undefined) continue;
    await merge(tx, keys, { tenantId: one.tenantId, ids });
    await addAlias(tx, keys, one, root);
  }
  const found = new FoundConsumers();
  found.add(await findByHash(tx, sought));
  for (const id of new Set(loose.map((one) => found.idOf(one)))) {
    if (id === undefined) continue;
    await learn(tx, keys, id, sought.filter((one) => found.idOf(one) === id)); // prettier-ignore
  }
  return found;
}

/** Two consumers of a tenant that Meta says are one, who is now known as `current`. */
export interface SameConsumer extends Pick<Sought, 'tenantId' | 'identity' | 'place'> {
  readonly consumerIds: readonly [string, string];
}

/** Joins them: what was known of the former holds for the present one. */
export async function joinConsumers(
  tx: Transaction,
  keys: ConsumerKeys,
  same: SameConsumer,
): Promise<void> {
  await lockLinks(tx, [same.tenantId]);
  const aliases = [
    await aliasesOf(tx, same.consumerIds[0]),
    await aliasesOf(tx, same.consumerIds[1]),
  ];
  const roots = aliases.flatMap(([root]) => root ?? []).sort();
  await merge(tx, keys, { tenantId: same.tenantId, ids: [...new Set(roots)] });
  const [root] = roots;
  if (root !== undefined) await learn(tx, keys, root, [same]);
}
