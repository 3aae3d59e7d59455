import { type CallPolicy, nextDeadlineMs, overdueFact } from './call-deadlines.js';
import { type Asked, nextEffects, nextTold, type ToldKind } from './call-decisions.js';
import type { EffectKind } from './effect-kind.js';
import { endOf, type CallEnd } from './call-end.js';
import { type CallDirection, type Facts, isFactKind, type NewFact, withFact } from './call-fact.js';
import { answeredAtMs, stateOf } from './call-lifecycle.js';
import { mustHangUp } from './hang-up-reasons.js';
import { type CallState } from './call-state.js';

export interface CallProgressInput {
  readonly direction: CallDirection;
  readonly facts: Facts;
  readonly asked: Asked;
  readonly news: readonly NewFact[];
  readonly policy: CallPolicy;
  readonly nowMs: number;
}

/** A fact that this step learned, and the state the call had then. */
export type LearnedFact = NewFact & { readonly state: CallState };

export interface CallProgress {
  readonly facts: Facts;
  readonly asked: Asked;
  readonly state: CallState;
  readonly end: CallEnd | undefined;
  readonly answeredAtMs: number | undefined;
  readonly deadlineMs: number | undefined;
  readonly learned: readonly LearnedFact[];
  readonly effects: readonly EffectKind[];
  readonly told: readonly ToldKind[];
}

/** An offer is judged by when we read it: past the answer window nobody can answer it any more. */
function judged(fact: NewFact, { policy, nowMs }: CallProgressInput): NewFact {
  if (fact.kind !== 'offered') return fact;
  const isLate = nowMs > fact.atMs + policy.answerWindowMs;
  return {
    ...fact,
    data: { ...fact.data, isLate, unansweredAfterMs: policy.unansweredAfterMs },
  };
}

/** A call that Meta was never asked to place needs no word of Meta's to end. */
function isToBeWithdrawn({ direction, asked }: CallProgressInput, facts: Facts): boolean {
  if (direction !== 'BUSINESS_INITIATED' || facts.withdrawn !== undefined) return false;
  if (endOf(direction, facts) !== undefined) return false;
  return mustHangUp(direction, facts) && !asked.effects.includes('graph.connect');
}

/**
 * One step of a call: adds the news, adds what time alone has made true, and says what follows. Pure.
 */
export function progressOf(input: CallProgressInput): CallProgress {
  const { direction, asked, policy, nowMs } = input;
  let facts = input.facts;
  const learned: LearnedFact[] = [];
  const learn = (fact: NewFact): void => {
    const isNew = facts[fact.kind] === undefined;
    facts = withFact(facts, fact);
    if (isNew) learned.push({ ...fact, state: stateOf(direction, facts) });
  };
  for (const fact of input.news) {
    const isOfferAgain = fact.kind === 'offered' && facts.offered !== undefined;
    // A kind of another version of this program is kept in the inbox, and says nothing here.
    if (isFactKind(fact.kind) && !isOfferAgain) learn(judged(fact, input));
  }
  for (;;) {
    const overdue = overdueFact(direction, facts, { policy, nowMs });
    if (overdue === undefined || facts[overdue.kind] !== undefined) break;
    learn(overdue);
  }
  if (isToBeWithdrawn(input, facts)) learn({ kind: 'withdrawn', atMs: nowMs, data: {} });
  const effects = nextEffects(direction, facts, asked);
  const told = nextTold(direction, facts, asked);
  return {
    facts,
    asked: { effects: [...asked.effects, ...effects], told: [...asked.told, ...told] },
    state: stateOf(direction, facts),
    end: endOf(direction, facts),
    answeredAtMs: answeredAtMs(facts),
    deadlineMs: nextDeadlineMs(direction, facts, policy),
    learned,
    effects,
    told,
  };
}
