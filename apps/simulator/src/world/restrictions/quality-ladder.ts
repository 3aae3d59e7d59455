import type { ViolationType } from '../../webhooks/account-update-events.js';
import type { BusinessNumber, RestrictionType } from '../assets.js';
import type { Direction } from '../call-states.js';
import type { World } from '../world.js';
import { restrictionOf } from './active-restrictions.js';
import { imposeRestriction, warn } from './impose-restriction.js';
import { type QualityThresholds, qualityThresholdsSchema } from './quality-thresholds.js';

/** How many of the users' calls to a number were answered, since the last step of the ladder. */
interface Pickups {
  ended: number;
  answered: number;
  isWarned: boolean;
}

/** When users blocked or reported a number for its calls of one direction, the oldest first. */
interface Feedback {
  atMs: number[];
  isWarned: boolean;
}

const OF_DIRECTION = {
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
} as const satisfies Record<
  Direction,
  { violation: ViolationType; restriction: RestrictionType; thing: string }
>;

/** A number's way from an early warning to a restriction. */
export class QualityLadder {
  readonly thresholds: QualityThresholds = qualityThresholdsSchema.parse({});
  readonly #pickups = new Map<string, Pickups>();
  readonly #feedback = new Map<string, Feedback>();

  /** One more of the users' calls is over. */
  countCall(world: World, number: BusinessNumber, isAnswered: boolean): void {
    const pickups = this.#pickupsOf(number);
    pickups.ended += 1;
    if (isAnswered) pickups.answered += 1;
    const { pickupHidePercent, pickupSample, pickupWarnPercent } = this.thresholds;
    if (pickups.ended < pickupSample) return;
    const percent = (100 * pickups.answered) / pickups.ended;
    pickups.ended = 0;
    pickups.answered = 0;
    if (percent >= pickupWarnPercent) {
      pickups.isWarned = false;
    } else if (!pickups.isWarned) {
      pickups.isWarned = true;
      warn(world, number, 'USER_INITIATED_CALLS_LOW_PICKUP_RATE');
    } else if (percent < pickupHidePercent) {
      pickups.isWarned = false;
      imposeRestriction(world, number, 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN');
    }
  }

  /** A user blocked or reported the business after a call. */
  countFeedback(world: World, number: BusinessNumber, direction: Direction): void {
    const { restriction, thing, violation } = OF_DIRECTION[direction];
    const nowMs = world.clock.nowMs();
    if (restrictionOf(number, thing, nowMs) !== undefined) return;
    const { feedbackPause, feedbackWarn, feedbackWindowMs } = this.thresholds;
    const feedback = this.#feedbackOf(number, direction);
    feedback.atMs = feedback.atMs.filter((atMs) => atMs > nowMs - feedbackWindowMs);
    feedback.atMs.push(nowMs);
    if (feedback.atMs.length < feedbackWarn) feedback.isWarned = false;
    if (feedback.atMs.length >= feedbackPause) {
      this.#feedback.delete(`${number.phoneNumberId} ${direction}`);
      imposeRestriction(world, number, restriction);
    } else if (feedback.atMs.length >= feedbackWarn && !feedback.isWarned) {
      feedback.isWarned = true;
      warn(world, number, violation);
    }
  }

  #pickupsOf({ phoneNumberId }: BusinessNumber): Pickups {
    const pickups = this.#pickups.get(phoneNumberId) ?? { ended: 0, answered: 0, isWarned: false };
    this.#pickups.set(phoneNumberId, pickups);
    return pickups;
  }

  #feedbackOf({ phoneNumberId }: BusinessNumber, direction: Direction): Feedback {
    const key = `${phoneNumberId} ${direction}`;
    const feedback = this.#feedback.get(key) ?? { atMs: [], isWarned: false };
    this.#feedback.set(key, feedback);
    return feedback;
  }
}

/** Every user's call that ends is counted, whoever ended it. */
export function followPickups(world: World): void {
  world.events.on('call.ended', ({ call }) => {
    if (call.direction !== 'USER_INITIATED') return;
    world.quality.countCall(world, call.number, call.pickedUpAtMs !== undefined);
  });
}
