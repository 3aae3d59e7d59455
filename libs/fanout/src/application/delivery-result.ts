import { randomInt } from 'node:crypto';
import { type Clock, uuidv7 } from '#patchbay/kernel';
import type { AttemptReason, DeadLetterReason } from '../domain/attempt-outcome.js';
import { retryAfterMs } from '../domain/retry-after.js';
import { isExpired, nextAttemptAt } from '../domain/retry-schedule.js';
import type { AttemptRow } from '../persistence/delivery-results.repository.js';
import type { ClaimedDelivery } from '../persistence/delivery.repository.js';
import type { Sent } from './failover.js';

/** What becomes of the due row: gone, put back as it was, or due again later. */
export type Fate =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'dead'; readonly reason: DeadLetterReason }
  | { readonly kind: 'release' }
  | { readonly kind: 'retry'; readonly attempts: number; readonly dueAt: Date };

/** All that one round of sending a message leaves to be written down. */
export interface DeliveryResult {
  readonly delivery: ClaimedDelivery;
  readonly attempts: readonly AttemptRow[];
  readonly fate: Fate;
  /** The endpoint itself said that it is gone for good. */
  readonly isEndpointGone: boolean;
  /** What it says of the endpoint's health. */
  readonly delivered: number;
  readonly failed: number;
  readonly deliveredByFailover: number;
}

const RANDOM_STEPS = 2 ** 32;
const random = (): number => randomInt(RANDOM_STEPS) / RANDOM_STEPS;

/** Our own doing, or our own fault: neither says anything of the endpoint. */
const NOT_ITS_FAULT: ReadonlySet<AttemptReason | undefined> = new Set(['SHUTDOWN', 'NOT_MADE']);

/** What follows from the POSTs of one round. */
export function resultOf(
  clock: Clock,
  delivery: ClaimedDelivery,
  sent: readonly Sent[],
): DeliveryResult {
  const primary = sent.find(({ target }) => target === 'PRIMARY');
  const isDelivered = (one: Sent): boolean => one.outcome === 'DELIVERED';
  // One that was given up because the other was faster had its time: it would have been too late.
  const isFailure = primary && !isDelivered(primary) && !NOT_ITS_FAULT.has(primary.reason);
  return {
    delivery,
    attempts: sent.map((one) => attemptRow(clock, delivery, one)),
    fate: fateOf(clock.now(), delivery, sent),
    isEndpointGone: primary?.statusCode === 410,
    delivered: primary && isDelivered(primary) ? 1 : 0,
    failed: isFailure ? 1 : 0,
    deliveredByFailover: sent.some((one) => one.target === 'FAILOVER' && isDelivered(one)) ? 1 : 0,
  };
}

function fateOf(now: Date, delivery: ClaimedDelivery, sent: readonly Sent[]): Fate {
  if (sent.some(({ outcome }) => outcome === 'DELIVERED')) return { kind: 'delivered' };
  if (sent.some(({ reason }) => reason === 'SHUTDOWN')) return { kind: 'release' };
  const primary = sent.find(({ target }) => target === 'PRIMARY');
  if (primary?.reason === 'GONE') return { kind: 'dead', reason: 'GONE' };
  if (isExpired(delivery.expiresAt, now)) return { kind: 'dead', reason: 'EXPIRED' };
  const attempts = delivery.attempts + 1;
  const failed = { ...delivery, attempts, retryAfterMs: retryAfterMs(primary?.retryAfter, now) };
  const dueAt = nextAttemptAt(failed, now, random);
  return dueAt === undefined
    ? { kind: 'dead', reason: 'EXHAUSTED' }
    : { kind: 'retry', attempts, dueAt };
}

function attemptRow(clock: Clock, delivery: ClaimedDelivery, sent: Sent): AttemptRow {
  return {
    id: uuidv7(clock),
    messageId: delivery.messageId,
    endpointId: delivery.endpointId,
    number: delivery.attempts + 1,
    outcome: sent.outcome,
    statusCode: sent.statusCode ?? null,
    durationMs: sent.durationMs,
    responseExcerpt: sent.excerpt ?? null,
    startedAt: sent.startedAt,
    target: sent.target,
    reason: sent.reason ?? null,
  };
}
