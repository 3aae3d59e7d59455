import type { Transaction } from '#patchbay/database';
import { type Clock, type Envelope, hmacSha256, type SealedFor, uuidv7 } from '#patchbay/kernel';

/** The WhatsApp user at the other end; at least one of the ids is known. */
export interface ConsumerIdentity {
  readonly waId?: string;
  /** Business-scoped user id (BSUID). */
  readonly userId?: string;
  readonly name?: string;
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

/**
 * The consumer with this identity, made when new. Identity is kept here only, encrypted; other rows
 * hold the id. Works as `app` and, for ingest, as `system`.
 */
export async function ensureConsumer(
  tx: Transaction,
  { envelope, lookupKey, clock }: ConsumerKeys,
  tenantId: string,
  consumer: { readonly identity: ConsumerIdentity; readonly place: ConsumerPlace },
): Promise<string> {
  const { identity, place } = consumer;
  const waHash = lookupHash(lookupKey, tenantId, identity.waId);
  const userHash = lookupHash(lookupKey, tenantId, identity.userId);
  const find = async (): Promise<string | undefined> => {
    const rows = await tx.query<{ id: string }>(
      `select id from consumer where tenant_id = $1 and (wa_hash = $2 or user_hash = $3)
        order by id limit 1`,
      [tenantId, waHash, userHash],
    );
    return rows[0]?.id;
  };
  const known = await find();
  if (known !== undefined) return known;
  const id = uuidv7(clock);
  const sealed = envelope.seal(JSON.stringify(identity), sealedFor(tenantId, id));
  const inserted = await tx.query<{ id: string }>(
    `insert into consumer (tenant_id, id, wa_hash, user_hash, identity_sealed, country, market, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`,
    [tenantId, id, waHash, userHash, sealed, place.country, place.market, clock.now()],
  );
  return inserted[0]?.id ?? (await find()) ?? id;
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
