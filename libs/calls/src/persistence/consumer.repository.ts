import type { Transaction } from '#patchbay/database';
import { type Clock, type Envelope, hmacSha256, type SealedFor, uuidv7 } from '#patchbay/kernel';

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
}

export interface ConsumerPlace {
  readonly country: string | null;
  readonly market: string | null;
}

function lookupHash(key: Buffer, tenantId: string, id: string | undefined): string | null {
  return id === undefined ? null : hmacSha256(key, `${tenantId}|${id}`).toString('base64url');
}

function sealedFor(tenantId: string, id: string): SealedFor {
  return { tenantId, table: 'consumer', column: 'identity_sealed', rowId: id };
}

/** Who a consumer is, and of which tenant. */
export interface ConsumerToEnsure {
  readonly tenantId: string;
  readonly identity: ConsumerIdentity;
  readonly place: ConsumerPlace;
}

interface Sought extends ConsumerToEnsure {
  readonly waHash: string | null;
  readonly userHash: string | null;
}

interface FoundRow {
  readonly id: string;
  readonly tenantId: string;
  readonly waHash: string | null;
  readonly userHash: string | null;
}

/** The consumers found so far, by either id; of two for one identity the older one. */
class FoundConsumers {
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

  idOf({ tenantId, waHash, userHash }: Sought): string | undefined {
    const ids = [waHash, userHash].flatMap((hash) =>
      hash === null ? [] : (this.#ids.get(`${tenantId}|${hash}`) ?? []),
    );
    return ids.sort()[0];
  }
}

/**
 * The consumers with these identities in their order, made when new. Identity is kept here only,
 * encrypted; other rows hold the id. Works as `app` and, for ingest, as `system`; three statements
 * at most, however many there are.
 */
export async function ensureConsumers(
  tx: Transaction,
  { envelope, lookupKey, clock }: ConsumerKeys,
  consumers: readonly ConsumerToEnsure[],
): Promise<string[]> {
  const sought = consumers.map((consumer): Sought => {
    const { tenantId, identity } = consumer;
    const waHash = lookupHash(lookupKey, tenantId, identity.waId);
    return { ...consumer, waHash, userHash: lookupHash(lookupKey, tenantId, identity.userId) };
  });
  const found = new FoundConsumers();
  // In one order, so that two who make the same consumers wait for each other and do not deadlock.
  const missing = (): Sought[] =>
    [...new Map(sought.map((one) => [orderOf(one), one])).entries()]
      .filter(([, one]) => found.idOf(one) === undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, one]) => one);
  found.add(await findByHash(tx, missing()));
  const strangers = missing().map((one) => {
    const id = uuidv7(clock);
    const sealed = envelope.seal(JSON.stringify(one.identity), sealedFor(one.tenantId, id));
    return { ...one, id, sealed };
  });
  found.add(await insertConsumers(tx, strangers, clock.now()));
  found.add(await findByHash(tx, missing()));
  return sought.map((one) => {
    const id = found.idOf(one);
    if (id === undefined) throw new Error('a consumer is neither new nor there');
    return id;
  });
}

function orderOf({ tenantId, waHash, userHash }: Sought): string {
  return `${tenantId}|${waHash ?? ''}|${userHash ?? ''}`;
}

async function findByHash(tx: Transaction, sought: readonly Sought[]): Promise<FoundRow[]> {
  if (sought.length === 0) return [];
  const columns = `c.id, c.tenant_id as "tenantId", c.wa_hash as "waHash", c.user_hash as "userHash"`;
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

async function insertConsumers(
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
  tenant_id: string;
  identity_sealed: string | null;
  country: string | null;
  market: string | null;
}

/** Consumers by id, with their identity opened. */
export async function findConsumers(
  tx: Transaction,
  envelope: Envelope,
  ids: readonly string[],
): Promise<ConsumerRecord[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<Row>(
    `select id, tenant_id, identity_sealed, country, market from consumer where id = any($1::uuid[])`,
    [ids],
  );
  return rows.map(({ id, tenant_id, identity_sealed, country, market }) => ({
    id,
    country,
    market,
    identity:
      identity_sealed === null
        ? {}
        : (JSON.parse(
            envelope.open(identity_sealed, sealedFor(tenant_id, id)).toString('utf8'),
          ) as ConsumerIdentity),
  }));
}
