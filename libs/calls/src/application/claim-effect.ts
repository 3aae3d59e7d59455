import type { TenantTransaction } from '#patchbay/database';
import { type Clock, uuidv7 } from '#patchbay/kernel';
import { HANGS_UP } from '../domain/effect-kind.js';
import { nextEffect, type OpenEffect, pointlessEffects } from '../domain/open-effects.js';
import {
  cancelEffects,
  claimEffect,
  type Effect,
  EFFECT_LEASE_MS,
  insertEffects,
} from '../persistence/effect.repository.js';
import type { CallFacts } from './call-start.js';

/** What must still be done for a call that has ended here, until Meta has told its end. */
const TO_THE_END = ['graph.terminate', 'graph.terminate_again', 'media.close'] as const;

/** A step's commands: what it adds, what it gives up, and the one that its process carries out next. */
export interface StepEffects {
  readonly added: readonly OpenEffect[];
  readonly given: readonly OpenEffect[];
  readonly next: OpenEffect | undefined;
}

/** What becomes of a call's commands when nothing happened but time. */
export function unchangedEffects(open: readonly OpenEffect[], now: Date): StepEffects {
  return { added: [], given: [], next: nextEffect(open, now) };
}

/** What becomes of a call's open commands in a step. */
export function effectsOfStep(
  clock: Clock,
  open: readonly OpenEffect[],
  { call, progress }: Pick<CallFacts, 'call' | 'progress'>,
): StepEffects {
  const now = clock.now();
  const { deadlineMs, effects } = progress;
  const added = effects.map((kind): OpenEffect => {
    return {
      id: uuidv7(clock),
      kind,
      state: 'PENDING',
      attempts: 0,
      epoch: call.epoch,
      notBefore: now,
      leaseUntil: null,
      deadlineAt: deadlineMs === undefined ? null : new Date(deadlineMs),
      traceparent: call.traceparent,
    };
  });
  const isOver = call.endedAt !== null || effects.some((kind) => HANGS_UP.has(kind));
  const except = call.facts.terminated === undefined ? TO_THE_END : (['media.close'] as const);
  const given = isOver ? pointlessEffects(open, { except, now }) : [];
  const left = open.filter((effect) => !given.includes(effect));
  return { added, given, next: nextEffect([...left, ...added], now) };
}

/** Writes them, the next one as claimed by this process. The caller holds the call's lock. */
export async function writeEffects(
  tx: TenantTransaction,
  clock: Clock,
  callId: string,
  { added, given, next }: StepEffects,
): Promise<void> {
  const now = clock.now();
  const leaseUntil = new Date(now.getTime() + EFFECT_LEASE_MS);
  const rows = added.map((effect) =>
    effect === next ? { ...effect, state: 'CLAIMED' as const, attempts: 1, leaseUntil } : effect,
  );
  const isThere = next !== undefined && !added.includes(next);
  await Promise.all([
    cancelEffects(tx, given.map(({ id }) => id), now), // prettier-ignore
    insertEffects(tx, callId, rows, now),
    isThere && claimEffect(tx, next.id, leaseUntil),
  ]);
}

/** The command as it was claimed. */
export function claimedEffect(callId: string, next: OpenEffect): Effect {
  const { id, kind, attempts, epoch, deadlineAt, traceparent, state } = next;
  return {
    ...{ id, callId, kind, epoch, deadlineAt, traceparent },
    attempts: attempts + 1,
    isTakenOver: state === 'CLAIMED',
  };
}
