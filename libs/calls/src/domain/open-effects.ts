import type { EffectKind } from './effect-kind.js';

/** What ends a call overtakes everything else. */
const URGENT: ReadonlySet<EffectKind> = new Set(['graph.terminate', 'graph.terminate_again']);
/** Answers to a user's call. */
const ANSWERS: ReadonlySet<EffectKind> = new Set(['graph.pre_accept', 'graph.accept']);

/** A command of a call that is not carried out yet. */
export interface OpenEffect {
  readonly id: string;
  readonly kind: EffectKind;
  readonly state: 'PENDING' | 'CLAIMED';
  /** Tries so far. */
  readonly attempts: number;
  readonly epoch: number;
  readonly notBefore: Date;
  /** Until when the process that claimed it has it for itself. */
  readonly leaseUntil: Date | null;
  readonly deadlineAt: Date | null;
  readonly traceparent: string | null;
}

function isHeld({ state, leaseUntil }: OpenEffect, now: Date): boolean {
  return state === 'CLAIMED' && leaseUntil !== null && leaseUntil > now;
}

/**
 * Of the open commands of a call the next: one at a time, in order; none while another process holds
 * one.
 */
export function nextEffect(open: readonly OpenEffect[], now: Date): OpenEffect | undefined {
  if (open.some((effect) => isHeld(effect, now))) return undefined;
  const ready = open.filter(({ notBefore }) => notBefore <= now);
  return ready.toSorted(
    (a, b) => Number(URGENT.has(b.kind)) - Number(URGENT.has(a.kind)) || (a.id < b.id ? -1 : 1),
  )[0];
}

/**
 * The commands that hanging up makes pointless: all but those in `except`. Also an answer whose process
 * died: nobody repeats it. A connect that may have left is still to be told as unknown.
 */
export function pointlessEffects(
  open: readonly OpenEffect[],
  { except, now }: { readonly except: readonly EffectKind[]; readonly now: Date },
): readonly OpenEffect[] {
  return open.filter(
    (effect) =>
      !except.includes(effect.kind) &&
      (effect.state === 'PENDING' || (ANSWERS.has(effect.kind) && !isHeld(effect, now))),
  );
}
