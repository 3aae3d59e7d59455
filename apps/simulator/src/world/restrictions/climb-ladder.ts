import type { ViolationType } from '../../webhooks/account-update-events.js';
import type { BusinessNumber, RestrictionType } from '../assets.js';
import type { Direction } from '../call-states.js';
import type { World } from '../world.js';
import { type RestrictedThing, restrictionOf } from './active-restrictions.js';
import { imposeRestriction, warn } from './impose-restriction.js';
import type { LadderStep } from './quality-ladder.js';

/** The warning about something and its enforcement. */
interface Rungs {
  readonly violation: ViolationType;
  readonly restriction: RestrictionType;
}

const LOW_PICKUP: Rungs = {
  violation: 'USER_INITIATED_CALLS_LOW_PICKUP_RATE',
  restriction: 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN',
};

const NEGATIVE_FEEDBACK: Readonly<Record<Direction, Rungs & { readonly thing: RestrictedThing }>> =
  {
    BUSINESS_INITIATED: {
      violation: 'LOW_BUSINESS_INITIATED_CALLING_QUALITY',
      restriction: 'RESTRICTED_BUSINESS_INITIATED_CALLING',
      thing: 'business_calls',
    },
    USER_INITIATED: {
      violation: 'LOW_USER_INITIATED_CALLING_QUALITY',
      restriction: 'RESTRICTED_USER_INITIATED_CALLING',
      thing: 'user_calls',
    },
  };

/** Every user's call that ends is counted, whoever ended it. */
export function followPickups(world: World): void {
  world.events.on('call.ended', ({ call }) => {
    if (call.direction !== 'USER_INITIATED') return;
    const step = world.quality.countCall(call.number, call.pickedUpAtMs !== undefined);
    climb(world, call.number, LOW_PICKUP, step);
  });
}

/** A user blocked or reported the business; what is paused already cannot get worse. */
export function takeFeedback(world: World, number: BusinessNumber, direction: Direction): void {
  const rungs = NEGATIVE_FEEDBACK[direction];
  const nowMs = world.clock.nowMs();
  if (restrictionOf(number, rungs.thing, nowMs) !== undefined) return;
  climb(world, number, rungs, world.quality.countFeedback(number, direction, nowMs));
}

function climb(
  world: World,
  number: BusinessNumber,
  { restriction, violation }: Rungs,
  step: LadderStep | undefined,
): void {
  if (step === 'warn') warn(world, number, violation);
  if (step === 'restrict') imposeRestriction(world, number, restriction);
}
