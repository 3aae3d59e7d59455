import type { Transaction } from '#patchbay/database';
import { type Clock, type Envelope, hmacSha256, type SealedFor } from '#patchbay/kernel';

/** The WhatsApp user at the other end; at least one of the ids is known. */
export interface ConsumerIdentity {
  readonly waId?: string;
  /** Business-scoped user id (BSUID). */
  readonly userId?: string;
  /** The id that the user has for the whole portfolio of the business. */
  readonly parentUserId?: string;
  readonly name?: string;
  readonly username?: string;
}

export interface ConsumerKeys {
  readonly envelope: Envelope;
  readonly lookupKey: Buffer;
  readonly clock: Clock;
  /** Told after the commit that two consumers of a tenant are one from now on. */
  readonly onMerged?: (tenantId: string) => void;
}

export interface ConsumerPlace {
  readonly country: string | null;
  readonly market: string | null;
}

export function lookupHash(key: Buffer, tenantId: string, id: string | undefined): string | null {
  return id === undefined ? null : hmacSha256(key, `${tenantId}|${id}`).toString('base64url');
}

export function sealedFor(tenantId: string, id: string): SealedFor {
  return { tenantId, table: 'consumer', column: 'identity_sealed', rowId: id };
}

/** With the hashes by which its rows are found. */
export function soughtConsumer(key: Buffer, consumer: ConsumerToEnsure): Sought {
  const { tenantId, identity } = consumer;
  const waHash = lookupHash(key, tenantId, identity.waId);
  return { ...consumer, waHash, userHash: lookupHash(key, tenantId, identity.userId) };
}

/** Who a consumer is, and of which tenant. */
export interface ConsumerToEnsure {
  readonly tenantId: string;
  readonly identity: ConsumerIdentity;
  readonly place: ConsumerPlace;
}

export interface Sought extends ConsumerToEnsure {
  readonly waHash: string | null;
  readonly userHash: string | null;
}

export interface FoundRow {
  readonly id: string;
  readonly tenantId: string;
  readonly waHash: string | null;
  readonly userHash: string | null;
}

/** The consumers found so far, by either id; of two for one identity the older one. */
export class FoundConsumers {
  readonly #ids = new Map<string, string>();

  add(rows: readonly FoundRow[]): void {
    for (const { id, tenantId, waHash, userHash } of rows) {
      for (const hash of [waHash, userHash]) {
        const known = this.#ids.get(`${tenantId}|${hash ?? ''}`);
        if (hash !== null && !(known !== undefined && known < id)) {
          this.#ids.set(`${tenantId}|${hash}`, id);
        }
      }
    }
  }

  idOf(sought: Sought): string | undefined {
    return this.#idsOf(sought).sort()[0];
  }

  /** Whether its two ids lead to two consumers, or one of them to none yet. */
  isLoose(sought: Sought): boolean {
    if (sought.waHash === null || sought.userHash === null) return false;
    const ids = this.#idsOf(sought);
    return ids.length < 2 || ids[0] !== ids[1];
  }

  #idsOf({ tenantId, waHash, userHash }: Sought): string[] {
    return [waHash, userHash].flatMap((hash) =>
      hash === null ? [] : (this.#ids.get(`${tenantId}|${hash}`) ?? []),
    );
  }
}

export function orderOf({ tenantId, waHash, userHash }: Sought): string {
  return `${tenantId}|${waHash ?? ''}|${userHash ?? ''}`;
}

/** Rows with any of the hashes; of a row that was merged, the id of the one that counts. */
export async function findByHash(tx: Transaction, sought: readonly Sought[]): Promise<FoundRow[]> {
  if (sought.length === 0) return [];
  const columns = `coalesce(c.merged_into, c.id) as id, c.tenant_id as "tenantId",
    c.wa_hash as "waHash", c.user_hash as "userHash"`;
  return tx.query<FoundRow>(
    `select ${columns} from unnest($1::uuid[], $2::text[]) as asked (tenant_id, wa_hash)
       join consumer c using (tenant_id, wa_hash)
     union
     select ${columns} from unnest($1::uuid[], $3::text[]) as asked (tenant_id, user_hash)
       join consumer c using (tenant_id, user_hash)`,
    [
      sought.map(({ tenantId }) => tenantId),
      sought.map(({ waHash }) => waHash),
      sought.map(({ userHash }) => userHash),
    ],
  );
}

export async function insertConsumers(
  tx: Transaction,
  strangers: readonly (Sought & { readonly id: string; readonly sealed: string })[],
  now: Date,
): Promise<FoundRow[]> {
  if (strangers.length === 0) return [];
  return tx.query<FoundRow>(
    `insert into consumer (tenant_id, id, wa_hash, user_hash, identity_sealed, country, market, created_at)
     select made.*, $8::timestamptz
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
         as made
     on conflict do nothing
     returning id, tenant_id as "tenantId", wa_hash as "waHash", user_hash as "userHash"`,
    [
      strangers.map(({ tenantId }) => tenantId),
      strangers.map(({ id }) => id),
      strangers.map(({ waHash }) => waHash),
      strangers.map(({ userHash }) => userHash),
      strangers.map(({ sealed }) => sealed),
      strangers.map(({ place }) => place.country),
      strangers.map(({ place }) => place.market),
      now,
    ],
  );
}

export interface ConsumerRecord extends ConsumerPlace {
  readonly id: string;
  /** Empty once the consumer was erased. */
  readonly identity: ConsumerIdentity;
}

interface Row {
  id: string;
  root: string;
  tenant_id: string;
  identity_sealed: string | null;
  country: string | null;
  market: string | null;
}

/**
 * Consumers by id, with their identity opened: that of the row that counts, where one was merged into
 * another.
 */
export async function findConsumers(
  tx: Transaction,
  envelope: Envelope,
  ids: readonly string[],
): Promise<ConsumerRecord[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<Row>(
    `select c.id, c.tenant_id, root.id as root, root.identity_sealed, root.country, root.market
       from consumer c
       join consumer root on root.tenant_id = c.tenant_id and root.id = coalesce(c.merged_into, c.id)
      where c.id = any($1::uuid[])`,
    [ids],
  );
  return rows.map(({ id, root, tenant_id, identity_sealed, country, market }) => ({
    id,
    country,
    market,
    identity:
      identity_sealed === null
        ? {}
        : (JSON.parse(
            envelope.open(identity_sealed, sealedFor(tenant_id, root)).toString('utf8'),
          ) as ConsumerIdentity),
  }));
}
