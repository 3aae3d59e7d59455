import type { BusinessNumber, Consumer } from '../world/assets.js';
import type { CallEntry } from '../world/call-entry.js';
import type { UserCallRule } from '../world/rules/start-rules.js';
import { CALL_BUTTON_RULES, USER_CALL_RULES } from '../world/rules/user-call-rules.js';
import type { World } from '../world/world.js';
import { consumerOf } from './control-route.js';

/** Somebody from the number's own country, for whom no user was named. */
function anybody({ country, displayPhoneNumber }: BusinessNumber): Consumer {
  return {
    waId: displayPhoneNumber,
    userId: '',
    parentUserId: undefined,
    name: '',
    username: undefined,
    country,
    isNumberHidden: false,
    isCallable: true,
    hasOldClient: false,
  };
}

/** A business number as users see it: with a call button or without, and why a call is refused. */
export function viewNumber(
  world: World,
  number: BusinessNumber,
  viewer: string | null,
): Record<string, unknown> {
  const consumer = viewer === null ? anybody(number) : consumerOf(world, viewer);
  const via: CallEntry = 'chat';
  const first = (rules: readonly UserCallRule[]): string | null =>
    rules.map((rule) => rule(world, { consumer, number, via })).find((text) => text) ?? null;
  const { calling, displayPhoneNumber, phoneNumberId, verifiedName, wabaId } = number;
  return {
    phoneNumberId,
    displayPhoneNumber,
    verifiedName,
    wabaId,
    businessName: world.directory.waba(wabaId)?.name ?? null,
    country: number.country ?? null,
    accountMode: number.accountMode,
    status: calling.status ?? 'NOT_SET',
    callButton: { isShown: first(CALL_BUTTON_RULES) === null, refusal: first(USER_CALL_RULES) },
    restrictions: number.restrictions,
  };
}
