import type { World } from '../world.js';
import { type TierChange, type CallFigures } from './call-analytics.js';
import { tierName } from './call-prices.js';

function tellTier(
  world: World,
  { wabaId }: CallFigures,
  { market, month, tier }: TierChange,
): void {
  const waba = world.directory.waba(wabaId);
  if (waba === undefined) return;
  world.sender.send({
    field: 'account_update',
    kind: 'VOLUME_BASED_PRICING_TIER_UPDATE',
    about: { waba },
    hasTime: true,
    value: {
      event: 'VOLUME_BASED_PRICING_TIER_UPDATE',
      volume_tier_info: {
        tier_update_time: Math.floor(world.clock.nowMs() / 1000),
        pricing_category: 'CALLING',
        tier: tierName(tier),
        effective_month: month,
        region: market,
      },
    },
  });
}

/** Whole seconds as the terminate webhook counts them. */
function secondsBetween(fromMs: number, toMs: number): number {
  return Math.floor(toMs / 1000) - Math.floor(fromMs / 1000);
}

/** Counts every ended call for `call_analytics` and the volume tiers of the price. */
export function followCallFigures(world: World): void {
  world.events.on('call.ended', ({ call }) => {
    const waba = world.directory.waba(call.number.wabaId);
    if (waba === undefined) return;
    const { endedAtMs = world.clock.nowMs(), pickedUpAtMs } = call;
    const { businessId, currency, timeZone, wabaId } = waba;
    const figures: CallFigures = {
      ...{ businessId, currency, timeZone, wabaId },
      phone: call.number.displayPhoneNumber,
      country: call.consumer.country,
      direction: call.direction,
      atMs: pickedUpAtMs ?? endedAtMs,
      seconds: pickedUpAtMs === undefined ? undefined : secondsBetween(pickedUpAtMs, endedAtMs),
    };
    const change = world.onboarding.analytics.record(figures);
    if (change !== undefined) tellTier(world, figures, change);
  });
}
