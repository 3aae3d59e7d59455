import { Inject, Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#patchbay/database';
import { AppError, type Clock, CLOCK, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import { dayOf } from '../domain/market.js';
import { isCharged, rate, rateFree, type Rating } from '../domain/rating.js';
import {
  findRateCardLine,
  findTenantCurrency,
  findTenantPrice,
} from '../persistence/rates.repository.js';
import {
  findUsageForRating,
  insertRatedLine,
  lockUsageKey,
  type UsageForRating,
} from '../persistence/usage.repository.js';

/** Why a usage record has no price: somebody must add what is missing. */
export type UnratedReason = 'MARKET_UNKNOWN' | 'NOT_ON_RATE_CARD' | 'NO_TENANT_PRICE';

export type RateUsageOutcome =
  | {
      readonly kind: 'rated';
      readonly rating: Rating;
      readonly currency: string;
    }
  | { readonly kind: 'already_rated' }
  | { readonly kind: 'unrated'; readonly reason: UnratedReason; readonly market: string | null };

/** Zero is zero in every currency; this one names it for a tenant that has no price yet. */
const CURRENCY_OF_NOTHING = 'USD';

interface RatedUsage {
  readonly rating: Rating;
  readonly currency: string;
  readonly rateCardLineId: string | null;
  readonly tenantPriceId: string | null;
}

/**
 * Rates one usage record: what it costs at Meta and what the tenant pays. Once, however often it is
 * asked. What is not on the rate card or has no price stays unrated and is never taken for free.
 */
@Injectable()
export class RateUsage {
  constructor(
    private readonly database: TenantDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute(tenantId: string, usageRecordId: string): Promise<RateUsageOutcome> {
    const tenant = systemTenantContext(tenantId, 'billing');
    return this.database.run<RateUsageOutcome>(tenant, async (tx) => {
      const usage = await findUsageForRating(tx, usageRecordId);
      if (usage === undefined) throw new AppError('NOT_FOUND', { what: 'usage record' });
      if ((await lockUsageKey(tx, usage.callId)).isRated) return { kind: 'already_rated' };
      const rated = await rateIn(tx, usage);
      if (typeof rated === 'string')
        return { kind: 'unrated', reason: rated, market: usage.market };
      const { rating, ...origin } = rated;
      await insertRatedLine(tx, {
        id: uuidv7(this.clock),
        usageRecordId,
        callId: usage.callId,
        pulses: rating.pulses,
        costNano: String(rating.costNano),
        priceNano: String(rating.priceNano),
        ...origin,
        createdAt: this.clock.now(),
      });
      return { kind: 'rated', rating, currency: rated.currency };
    });
  }
}

async function rateIn(
  tx: TenantTransaction,
  usage: UsageForRating,
): Promise<RatedUsage | UnratedReason> {
  const day = dayOf(usage.pricedAt);
  if (!isCharged(usage)) {
    const currency = (await findTenantCurrency(tx, day)) ?? CURRENCY_OF_NOTHING;
    return { rating: rateFree(usage), currency, rateCardLineId: null, tenantPriceId: null };
  }
  const { market } = usage;
  if (market === null) return 'MARKET_UNKNOWN';
  const price = await findTenantPrice(tx, market, day);
  if (price === undefined) return 'NO_TENANT_PRICE';
  // Cost and price of a line are in one currency: that in which the tenant is billed.
  const { currency } = price;
  const line = await findRateCardLine(tx, { market, currency, day });
  if (line === undefined) return 'NOT_ON_RATE_CARD';
  const rates = { costNano: line.perMinuteNano, priceNano: price.perMinuteNano };
  const rating = rate(usage, rates);
  return { rating, currency, rateCardLineId: line.id, tenantPriceId: price.id };
}
