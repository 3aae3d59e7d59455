import { isCallingEnabled } from '../calling-settings.js';
import { restrictionOf } from '../restrictions/active-restrictions.js';
import type { World } from '../world.js';
import { isOpenAt, nextOpening } from './call-hours.js';
import type { CallEntry } from '../call-entry.js';
import type { UserCallRule } from './start-rules.js';

const isEnabled: UserCallRule = (_world, { number }) =>
  number.isRegistered && isCallingEnabled(number.calling)
    ? undefined
    : 'This business cannot be called';

const isUnrestricted: UserCallRule = ({ clock }, { number }) =>
  restrictionOf(number, 'user_calls', clock.nowMs()) === undefined
    ? undefined
    : 'This business cannot be called at the moment';

const isIconShown: UserCallRule = (world, { consumer, number, via }) => {
  const { callIconVisibility = 'DEFAULT', iconCountries = [] } = number.calling;
  const isHidden =
    callIconVisibility !== 'DEFAULT' ||
    restrictionOf(number, 'button', world.clock.nowMs()) !== undefined;
  if (isHidden && entriesClosed(world, callIconVisibility).includes(via)) {
    return 'There is no call button for this business';
  }
  const isInCountry =
    iconCountries.length === 0 ||
    (consumer.country !== undefined && iconCountries.includes(consumer.country));
  return via === 'chat' && !isInCountry
    ? 'There is no call button for this business in your country'
    : undefined;
};

/** Meta's settings page says that hiding closes all but the business's own buttons; its FAQ not. */
function entriesClosed({ switches }: World, visibility: string): readonly CallEntry[] {
  const isAllOff = visibility === 'DISABLE_ALL' && switches.hiddenIconCloses === 'unsolicited';
  return isAllOff ? ['chat', 'deep_link', 'call_log'] : ['chat'];
}

const isOpen: UserCallRule = ({ clock, switches }, { number }) => {
  const { callHours } = number.calling;
  const nowMs = clock.nowMs();
  if (callHours === undefined || isOpenAt(callHours, nowMs, switches.holidayTimes)) {
    return undefined;
  }
  const next = nextOpening(callHours, nowMs, switches.holidayTimes);
  return next === undefined
    ? 'This business takes no calls now'
    : `This business takes calls again on ${next.date} at ${next.time} (${callHours.timeZoneId})`;
};

/** What the number's own state forbids the user. Nobody is told but the user: no webhook. */
export const USER_CALL_RULES: readonly UserCallRule[] = [
  isEnabled,
  isUnrestricted,
  isIconShown,
  isOpen,
];

/** Why a user sees no call button; a closed business still has one. */
export const CALL_BUTTON_RULES: readonly UserCallRule[] = [isEnabled, isUnrestricted, isIconShown];
