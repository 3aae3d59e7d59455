import type { BusinessNumber, MessagingLimit, Waba } from '../assets.js';
import type { World } from '../world.js';

/** How many people a day; -1 without limit. The order is that of the tiers. */
const PEOPLE: Readonly<Record<MessagingLimit, number>> = {
  TIER_250: 250,
  TIER_2K: 2000,
  TIER_10K: 10_000,
  TIER_100K: 100_000,
  TIER_UNLIMITED: -1,
};

const TIERS = Object.keys(PEOPLE);

/** Numbers a portfolio may have; Meta raises it with its trust in the business. */
const MAX_NUMBERS = 25;

/**
 * Changes how many people a business may message. The limit is the portfolio's: it changes for all
 * of its numbers, and each number and account tells so.
 */
export function setMessagingLimit(
  world: World,
  number: BusinessNumber,
  limit: MessagingLimit,
): void {
  for (const waba of accountsBeside(world, number)) {
    const changed = world.directory
      .numbersOf(waba.wabaId)
      .filter(({ messagingLimit }) => messagingLimit !== limit);
    for (const other of changed) changeNumber(world, other, limit);
    if (changed.length > 0) tellCapability(world, waba, limit);
  }
}

function accountsBeside({ directory }: World, { wabaId }: BusinessNumber): Waba[] {
  const own = directory.waba(wabaId);
  return directory.wabas.filter(({ businessId }) => businessId === own?.businessId);
}

function changeNumber(world: World, number: BusinessNumber, limit: MessagingLimit): void {
  const before = number.messagingLimit;
  number.messagingLimit = limit;
  const { hasOldLimitKeys, limitChangeEvent } = world.switches;
  const direction = TIERS.indexOf(limit) > TIERS.indexOf(before) ? 'UPGRADE' : 'DOWNGRADE';
  world.sender.send({
    field: 'phone_number_quality_update',
    kind: 'phone_number_quality_update',
    about: { number },
    hasTime: true,
    value: {
      display_phone_number: number.displayPhoneNumber,
      event: limitChangeEvent === 'direction' ? direction : limitChangeEvent,
      ...(hasOldLimitKeys ? { old_limit: before, current_limit: limit } : {}),
      max_daily_conversations_per_business: limit,
    },
  });
}

function tellCapability(world: World, waba: Waba, limit: MessagingLimit): void {
  const isNumber = world.switches.capabilityLimitType === 'integer';
  world.sender.send({
    field: 'business_capability_update',
    kind: 'business_capability_update',
    about: { waba },
    hasTime: true,
    value: {
      max_daily_conversations_per_business: isNumber ? PEOPLE[limit] : limit,
      max_phone_numbers_per_business: MAX_NUMBERS,
    },
  });
}
