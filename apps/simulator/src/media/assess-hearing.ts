import { FRAME_MS } from './frame.js';
import { firstSentAtOrAfter, type SentLog } from './frame-source.js';
import type { HeardLog } from './hearing.js';

/** What a speaker sent and what the listener at the far end heard of it. */
export interface OneWay {
  readonly sent: SentLog & { readonly nonce: string };
  readonly heard: HeardLog;
  /** The instant from which audio must get through. */
  readonly fromMs: number;
  /** Frames sent later are not expected, since the call was ending. */
  readonly untilMs?: number;
}

export interface HearingVerdict {
  readonly heard: boolean;
  readonly expected: number;
  readonly arrived: number;
  readonly inOrder: boolean;
  /** Null when nothing was heard. Negative when a frame from just before the instant got through. */
  readonly clippedMs: number | null;
}

/** Less than this share of the frames and a person would complain. */
export const HEARD_SHARE = 0.95;

/**
 * Judges one direction of a call: heard means that at least 95 % of the numbers sent after the
 * gate opened arrived, in order, under the speaker's own nonce. `clippedMs` is how much of the
 * beginning was lost: 20 ms for each number between the first one sent after the gate opened and
 * the first one heard.
 */
export function assessHearing({ sent, heard, fromMs, untilMs = Infinity }: OneWay): HearingVerdict {
  const firstExpected = firstSentAtOrAfter(sent, fromMs);
  const beyond = firstSentAtOrAfter(sent, untilMs) ?? sent.firstNumber + sent.atMs.length;
  const isSpeaker = heard.nonce === sent.nonce;
  const numbers = isSpeaker ? heard.numbers : [];
  const from = firstExpected ?? beyond;
  const expected = Math.max(0, beyond - from);
  const arrived = numbers.filter((number) => number >= from && number < beyond).length;
  const inOrder = numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? number));
  const firstHeard = numbers[0];
  return {
    heard: expected > 0 && arrived >= HEARD_SHARE * expected && inOrder,
    expected,
    arrived,
    inOrder,
    clippedMs: firstHeard === undefined ? null : FRAME_MS * (firstHeard - from),
  };
}
