import { accountRestriction, accountViolation } from '../../webhooks/account-update-payload.js';
import type { ViolationType } from '../../webhooks/account-update-events.js';
import type { BusinessNumber, RestrictionType } from '../assets.js';
import type { World } from '../world.js';

/** Pauses end by themselves after so long. */
export const PAUSE_MS = 7 * 86_400_000;

const HIDDEN = 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN';

const REASONS: Readonly<Record<RestrictionType, string>> = {
  RESTRICTED_BUSINESS_INITIATED_CALLING:
    'Business initiated calling is paused because of negative feedback from users',
  RESTRICTED_USER_INITIATED_CALLING:
    'User initiated calling is paused because of negative feedback from users',
  RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING:
    'Calling is paused because of negative feedback from users',
  RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN:
    'The call button is hidden because too few calls of users were picked up',
};

const PICK_UP_WARNING =
  'Find out why calls of users are not picked up and provide for as many as are to be expected.';
const PICK_UP_REMEDY =
  'The call button was hidden because few calls of users were picked up. Provide for the calls that ' +
  'are to be expected, then display the call button again.';

/** The early warning: nothing is closed yet. */
export function warn(world: World, number: BusinessNumber, type: ViolationType): void {
  const remediation = type === 'USER_INITIATED_CALLS_LOW_PICKUP_RATE' ? PICK_UP_WARNING : undefined;
  world.sender.send(accountViolation(number, { type, remediation }));
}

/** The enforcement, in force at once and then told. A hidden button stays until it is shown again. */
export function imposeRestriction(
  world: World,
  number: BusinessNumber,
  type: RestrictionType,
  durationMs = PAUSE_MS,
): void {
  const isHidden = type === HIDDEN;
  const expiresAtMs = isHidden ? undefined : world.clock.nowMs() + durationMs;
  liftRestriction(number, type);
  number.restrictions.push({ type, reason: REASONS[type], expiresAtMs });
  const remediation = isHidden ? PICK_UP_REMEDY : undefined;
  world.sender.send(accountRestriction(number, [{ type, expiresAtMs, remediation }]));
  if (isHidden && world.switches.isHiddenButtonWritten) hideButton(world, number);
}

/** Ends a restriction; nothing tells so. */
export function liftRestriction(number: BusinessNumber, type: RestrictionType): void {
  number.restrictions = number.restrictions.filter((restriction) => restriction.type !== type);
}

function hideButton(world: World, number: BusinessNumber): void {
  if (number.calling.callIconVisibility === 'DISABLE_ALL') return;
  number.calling = { ...number.calling, callIconVisibility: 'DISABLE_ALL' };
  world.events.emit('settings.changed', { number, changed: ['call_icon_visibility'] });
}
