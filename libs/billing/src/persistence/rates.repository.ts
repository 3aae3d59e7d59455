import type { TenantTransaction, Transaction } from '#patchbay/database';
import './rate-card-line.entity.js';
import './tenant-price.entity.js';

/** A dated rate: of Meta's card, or the tenant's price. */
export interface DatedRate {
  readonly id: string;
  readonly currency: string;
  readonly perMinuteNano: bigint;
}

interface Row {
  readonly id: string;
  readonly currency: string;
  readonly per_minute_nano: string;
}

function fromRow(row: Row | undefined): DatedRate | undefined {
  return row && { id: row.id, currency: row.currency, perMinuteNano: BigInt(row.per_minute_nano) };
}

/** The tenant's price that holds in a market on a day (`YYYY-MM-DD`). */
export async function findTenantPrice(
  tx: TenantTransaction,
  market: string,
  day: string,
): Promise<DatedRate | undefined> {
  const [row] = await tx.query<Row>(
    `select id, currency, per_minute_nano from tenant_price
      where market = $1 and effective_from <= $2::date
      order by effective_from desc, created_at desc limit 1`,
    [market, day],
  );
  return fromRow(row);
}

/** The currency of any price the tenant has on a day, for what costs nothing. */
export async function findTenantCurrency(
  tx: TenantTransaction,
  day: string,
): Promise<string | undefined> {
  const [row] = await tx.query<{ currency: string }>(
    `select currency from tenant_price where effective_from <= $1::date
      order by effective_from desc, created_at desc limit 1`,
    [day],
  );
  return row?.currency;
}

/**
 * The line of Meta's card that holds in a market on a day. The first volume tier: the month's
 * minutes are not added up yet, and the dearer tier never books less than Meta charges.
 */
export async function findRateCardLine(
  tx: TenantTransaction,
  { market, currency, day }: { market: string; currency: string; day: string },
): Promise<DatedRate | undefined> {
  const [row] = await tx.query<Row>(
    `select id, currency, per_minute_nano from rate_card_line
      where market = $1 and currency = $2 and minutes_from = 0 and effective_from <= $3::date
      order by effective_from desc limit 1`,
    [market, currency, day],
  );
  return fromRow(row);
}

export interface RateCardLineToAdd {
  readonly id: string;
  readonly market: string;
  readonly currency: string;
  readonly minutesFrom: number;
  readonly perMinuteNano: bigint;
  readonly effectiveFrom: string;
  readonly source: string;
}

/** Adds a line; or gives the line that is already there for that market, currency, tier and day. */
export async function addRateCardLine(
  tx: Transaction,
  line: RateCardLineToAdd,
): Promise<{ isNew: true } | { isNew: false; first: DatedRate }> {
  const { market, currency, minutesFrom, effectiveFrom } = line;
  const added = await tx.query(
    `insert into rate_card_line
       (id, market, currency, minutes_from, per_minute_nano, effective_from, source)
     values ($1, $2, $3, $4, $5, $6::date, $7) on conflict do nothing returning id`,
    [
      line.id,
      market,
      currency,
      minutesFrom,
      String(line.perMinuteNano),
      effectiveFrom,
      line.source,
    ],
  );
  if (added.length > 0) return { isNew: true };
  const [row] = await tx.query<Row>(
    `select id, currency, per_minute_nano from rate_card_line
      where market = $1 and currency = $2 and minutes_from = $3 and effective_from = $4::date`,
    [market, currency, minutesFrom, effectiveFrom],
  );
  return { isNew: false, first: existing(fromRow(row)) };
}

export interface TenantPriceToAdd {
  readonly id: string;
  readonly market: string;
  readonly currency: string;
  readonly perMinuteNano: bigint;
  readonly effectiveFrom: string;
  readonly createdAt: Date;
}

/** Adds a price; or gives the one that is already there for that market, currency and day. */
export async function addTenantPrice(
  tx: TenantTransaction,
  price: TenantPriceToAdd,
): Promise<{ isNew: true } | { isNew: false; first: DatedRate }> {
  const { market, currency, effectiveFrom } = price;
  const added = await tx.query(
    `insert into tenant_price
       (tenant_id, id, market, currency, per_minute_nano, effective_from, created_at)
     values ($1, $2, $3, $4, $5, $6::date, $7) on conflict do nothing returning id`,
    [
      tx.tenantId,
      price.id,
      market,
      currency,
      String(price.perMinuteNano),
      effectiveFrom,
      price.createdAt,
    ],
  );
  if (added.length > 0) return { isNew: true };
  const [row] = await tx.query<Row>(
    `select id, currency, per_minute_nano from tenant_price
      where market = $1 and currency = $2 and effective_from = $3::date`,
    [market, currency, effectiveFrom],
  );
  return { isNew: false, first: existing(fromRow(row)) };
}

function existing(rate: DatedRate | undefined): DatedRate {
  if (rate === undefined) throw new Error('a rate neither was added nor is there');
  return rate;
}
