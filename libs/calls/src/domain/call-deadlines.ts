import type { CallDirection, FactKind, Facts, NewFact } from './call-fact.js';
import { controlOf } from './call-control.js';
import { endOf } from './call-end.js';
import { answeredAtMs } from './call-lifecycle.js';
import { mediaModeOf } from './call-media-mode.js';
import { routeOf } from './call-route.js';
import { hangUpWishedAtMs } from './hang-up-reasons.js';

/** Spans of time in milliseconds, from the dated policies. */
export interface CallPolicy {
  /** From Meta's connect to the last moment an accept may leave. */
  readonly answerWindowMs: number;
  readonly ringTimeoutMs: number;
  /** From an unanswered `connect` request to giving it up. */
  readonly outcomeUnknownAfterMs: number;
  /** From our terminate to the end without Meta's word. */
  readonly terminateConfirmedWithinMs: number;
  /** Longest ringing of a business-initiated call. */
  readonly businessRingLimitMs: number;
  readonly unansweredAfterMs: number;
  /** From our wish to hang up to the end, when Meta does not let us tell it. */
  readonly hangUpGivenUpAfterMs: number;
  /** A call of others is held to be up for so long when Meta does not tell its end. */
  readonly foreignCallLimitMs: number;
  /** So long an answered call that is passed through may last before it is ended at Meta. */
  readonly passedThroughLimitMs: number;
}

interface Deadline {
  readonly kind: FactKind;
  readonly atMs: number;
}

function hangUpDeadline(facts: Facts, policy: CallPolicy): Deadline | undefined {
  const sent = facts.terminate_done ?? facts.reject_done;
  return (
    sent && { kind: 'terminate_unconfirmed', atMs: sent.atMs + policy.terminateConfirmedWithinMs }
  );
}

/** Meta cannot be told that the call is over: it drops a call without sound by itself. */
function untoldDeadline(
  direction: CallDirection,
  facts: Facts,
  policy: CallPolicy,
): Deadline | undefined {
  const wishedAtMs = hangUpWishedAtMs(direction, facts);
  if (wishedAtMs === undefined) return undefined;
  return { kind: 'terminate_unconfirmed', atMs: wishedAtMs + policy.hangUpGivenUpAfterMs };
}

/**
 * An answered call has no longest time: a call over a media node lives while its node holds it. Of the
 * others only Meta can tell the end, and its word may be lost.
 */
function answeredDeadline(
  direction: CallDirection,
  facts: Facts,
  policy: CallPolicy,
): Deadline | undefined {
  const atMs = answeredAtMs(facts);
  if (atMs === undefined) return undefined;
  if (controlOf(direction, facts) === 'FOREIGN') {
    return { kind: 'word_overdue', atMs: atMs + policy.foreignCallLimitMs };
  }
  return mediaModeOf(direction, facts) === 'PASSTHROUGH'
    ? { kind: 'word_overdue', atMs: atMs + policy.passedThroughLimitMs }
    : undefined;
}

/** The first of what Meta has told of a call that somebody else placed. */
function firstHeardAtMs({ answer_received, ringing }: Facts): number {
  return Math.min(answer_received?.atMs ?? Infinity, ringing?.atMs ?? Infinity);
}

/** What a refusal needs to reach Meta before Meta's own window ends. */
export const RING_MARGIN_MS = 2000;

/** The route's ring time-out, or the platform's. */
function ringTimeoutMs(facts: Facts, { ringTimeoutMs: usual, answerWindowMs }: CallPolicy): number {
  const own = routeOf(facts).ringTimeoutMs;
  return own === null ? usual : Math.min(own, answerWindowMs - RING_MARGIN_MS);
}

function userDeadline(facts: Facts, policy: CallPolicy): Deadline | undefined {
  const { offered } = facts;
  if (offered === undefined || facts.accept_done !== undefined) return undefined;
  // Nobody hangs up on a tenant who has answered in time: Meta's window is what counts from then on.
  const isRinging = facts.ring_timed_out === undefined && facts.tenant_accepted === undefined;
  if (isRinging) {
    return { kind: 'ring_timed_out', atMs: offered.atMs + ringTimeoutMs(facts, policy) };
  }
  return { kind: 'window_closed', atMs: offered.atMs + policy.answerWindowMs };
}

function businessDeadline(facts: Facts, policy: CallPolicy): Deadline | undefined {
  if (facts.accepted !== undefined) return undefined;
  const isJoined = facts.connect_accepted ?? facts.answer_received ?? facts.ringing;
  if (facts.connect_unknown && !isJoined) {
    return {
      kind: 'outcome_given_up',
      atMs: facts.connect_unknown.atMs + policy.outcomeUnknownAfterMs,
    };
  }
  const { placed } = facts;
  if (placed === undefined) {
    const heardAtMs = firstHeardAtMs(facts);
    return heardAtMs === Infinity
      ? undefined
      : { kind: 'word_overdue', atMs: heardAtMs + policy.foreignCallLimitMs };
  }
  if (facts.ring_timed_out !== undefined) return undefined;
  return { kind: 'ring_timed_out', atMs: placed.atMs + policy.businessRingLimitMs };
}

function deadlineOf(
  direction: CallDirection,
  facts: Facts,
  policy: CallPolicy,
): Deadline | undefined {
  if (endOf(direction, facts) !== undefined) return undefined;
  const hangUp = hangUpDeadline(facts, policy);
  if (hangUp !== undefined) return hangUp;
  const untold = untoldDeadline(direction, facts, policy);
  if (answeredAtMs(facts) !== undefined) {
    return untold ?? answeredDeadline(direction, facts, policy);
  }
  const ringing =
    direction === 'USER_INITIATED' ? userDeadline(facts, policy) : businessDeadline(facts, policy);
  return ringing ?? untold;
}

/** When somebody must look at the call again, though nothing happened; undefined for never. */
export function nextDeadlineMs(
  direction: CallDirection,
  facts: Facts,
  policy: CallPolicy,
): number | undefined {
  return deadlineOf(direction, facts, policy)?.atMs;
}

/** The fact that the passing of time has made true at `nowMs`; it carries its deadline's instant. */
export function overdueFact(
  direction: CallDirection,
  facts: Facts,
  { policy, nowMs }: { policy: CallPolicy; nowMs: number },
): NewFact | undefined {
  const deadline = deadlineOf(direction, facts, policy);
  if (deadline === undefined || deadline.atMs > nowMs) return undefined;
  return { kind: deadline.kind, atMs: deadline.atMs, data: {} };
}
