import type { BusinessNumber } from '../assets.js';
import type { Direction } from '../call-states.js';
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

/** What is due to a number: an early warning, or its enforcement. */
export type LadderStep = 'warn' | 'restrict';

/** Each number's way from an early warning to a restriction. */
export class QualityLadder {
  readonly thresholds: QualityThresholds = qualityThresholdsSchema.parse({});
  readonly #pickups = new Map<string, Pickups>();
  readonly #feedback = new Map<string, Feedback>();

  /** One more of the users' calls is over. */
  countCall({ phoneNumberId }: BusinessNumber, isAnswered: boolean): LadderStep | undefined {
    const pickups = this.#pickups.get(phoneNumberId) ?? { ended: 0, answered: 0, isWarned: false };
    this.#pickups.set(phoneNumberId, pickups);
    pickups.ended += 1;
    if (isAnswered) pickups.answered += 1;
    const { pickupHidePercent, pickupSample, pickupWarnPercent } = this.thresholds;
    if (pickups.ended < pickupSample) return undefined;
    const percent = (100 * pickups.answered) / pickups.ended;
    const wasWarned = pickups.isWarned;
    const isLow = percent < pickupWarnPercent;
    const isOver = wasWarned && percent < pickupHidePercent;
    this.#pickups.set(phoneNumberId, { ended: 0, answered: 0, isWarned: isLow && !isOver });
    if (isOver) return 'restrict';
    return isLow && !wasWarned ? 'warn' : undefined;
  }

  /** A user blocked or reported the business for calls of one direction. */
  countFeedback(
    { phoneNumberId }: BusinessNumber,
    direction: Direction,
    nowMs: number,
  ): LadderStep | undefined {
    const { feedbackPause, feedbackWarn, feedbackWindowMs } = this.thresholds;
    const key = `${phoneNumberId} ${direction}`;
    const { atMs, isWarned } = this.#feedback.get(key) ?? { atMs: [], isWarned: false };
    const recent = [...atMs.filter((at) => at > nowMs - feedbackWindowMs), nowMs];
    if (recent.length >= feedbackPause) {
      this.#feedback.delete(key);
      return 'restrict';
    }
    const isMuch = recent.length >= feedbackWarn;
    this.#feedback.set(key, { atMs: recent, isWarned: isMuch });
    return isMuch && !isWarned ? 'warn' : undefined;
  }
}
