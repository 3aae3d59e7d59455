import type { TenantTransaction } from '#patchbay/database';
import type { Clock } from '#patchbay/kernel';
import { findNumberById, limitPolicy } from '#patchbay/numbers';
import type { CallPolicy } from '../domain/call-deadlines.js';

const KEEP_MS = 60_000;

const NAMES = {
  answerWindowMs: 'answer_window',
  ringTimeoutMs: 'ring_timeout',
  outcomeUnknownAfterMs: 'outcome_unknown_after',
  terminateConfirmedWithinMs: 'terminate_confirmed_within',
  businessRingLimitMs: 'business_ring_limit',
  unansweredAfterMs: 'unanswered_after',
  hangUpGivenUpAfterMs: 'hang_up_given_up_after',
  foreignCallLimitMs: 'foreign_call_limit',
  passedThroughLimitMs: 'passed_through_limit',
} as const satisfies Record<keyof CallPolicy, string>;

interface Kept {
  readonly policy: CallPolicy;
  readonly readAtMs: number;
}

/** The dated spans of time that hold for a number, read anew once a minute: every drain asks. */
export class CallPolicies {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async of(tx: TenantTransaction, numberId: string): Promise<CallPolicy> {
    const kept = this.#kept.get(numberId);
    const now = this.#clock.now();
    if (kept && Math.abs(now.getTime() - kept.readAtMs) < KEEP_MS) return kept.policy;
    const number = await findNumberById(tx, numberId);
    const profile = number?.profile ?? 'PRODUCTION';
    const policy: Record<string, number> = {};
    for (const [key, name] of Object.entries(NAMES)) {
      policy[key] = (await limitPolicy(tx, profile, name, now)).value * 1000;
    }
    const read = policy as unknown as CallPolicy;
    this.#kept.set(numberId, { policy: read, readAtMs: now.getTime() });
    return read;
  }
}
