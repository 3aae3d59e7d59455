import { MARKET_ROWS, OTHER } from './market-data.js';

interface Entry {
  readonly key: string;
  readonly market: string;
  readonly effectiveFrom: string;
}

function entries(): { byPrefix: Entry[]; byCountry: Entry[] } {
  const byPrefix: Entry[] = [];
  const byCountry: Entry[] = [];
  for (const { market, effectiveFrom, countries } of MARKET_ROWS) {
    for (const item of countries.split(' ')) {
      const [country = '', prefixes = ''] = item.split(':');
      byCountry.push({ key: country, market, effectiveFrom });
      for (const key of prefixes.split(',')) byPrefix.push({ key, market, effectiveFrom });
    }
  }
  return { byPrefix, byCountry };
}

const { byPrefix, byCountry } = entries();

/** All names of markets that rate cards and prices may use. */
export const MARKETS: readonly string[] = [...new Set(MARKET_ROWS.map((row) => row.market))];

/** The row that holds on a day: of the same key the latest. */
function latest(found: readonly Entry[], day: string): Entry | undefined {
  return found
    .filter((entry) => entry.effectiveFrom <= day)
    .reduce<Entry | undefined>(
      (best, entry) => (best && best.effectiveFrom > entry.effectiveFrom ? best : entry),
      undefined,
    );
}

export interface WhoIsCalled {
  /** The WhatsApp number, digits with the country code. */
  readonly waId?: string | null;
  /** ISO 3166 code, such as the one a business-scoped user id begins with. */
  readonly country?: string | null;
}

/** The day, UTC, as rate cards date themselves. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/**
 * Meta's market of a consumer on a day: by the longest calling code that the number begins with,
 * else by the country. Undefined when neither is known; then nobody may guess a price.
 */
export function marketOf({ waId, country }: WhoIsCalled, on: Date): string | undefined {
  const day = dayOf(on);
  if (waId != null && /^\d{5,15}$/.test(waId)) {
    for (let length = 4; length > 0; length -= 1) {
      const prefix = waId.slice(0, length);
      const found = latest(
        byPrefix.filter((entry) => entry.key === prefix),
        day,
      );
      if (found !== undefined) return found.market;
    }
    return OTHER;
  }
  if (country != null && /^[A-Z]{2}$/.test(country)) {
    const found = byCountry.filter((entry) => entry.key === country);
    return latest(found, day)?.market ?? OTHER;
  }
  return undefined;
}
