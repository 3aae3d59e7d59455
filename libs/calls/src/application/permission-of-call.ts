import type { TenantTransaction } from '#patchbay/database';
import { type CallStep, followCall, type FollowCallParts } from '#patchbay/permissions';
import type { CallConsequence } from './call-consequence.js';
import type { CallFacts } from './call-start.js';

/** Ends of a call that the consumer could have picked up; what broke is not held against them. */
const UNANSWERED_ENDS = new Set(['NO_ANSWER', 'REJECTED', 'CANCELED']);

type Learned = Pick<CallStep, 'connectedAt' | 'windowOpenedAt' | 'unansweredAt' | 'wasAnswered'>;

function isNewAnswer({ before, call }: CallFacts): boolean {
  return call.answeredAt !== null && before.answeredAt?.getTime() !== call.answeredAt.getTime();
}

/** Meta counts a call of the business's that reached it and that nobody picked up. */
function isUnanswered({ call }: CallFacts): boolean {
  const { direction, answeredAt, endedAt, state, wacid } = call;
  if (direction !== 'BUSINESS_INITIATED' || answeredAt !== null || endedAt === null) return false;
  return wacid !== null && UNANSWERED_ENDS.has(state);
}

/** What this step of the call made known of its number and its consumer. */
export function learnedOfPair(facts: CallFacts): Learned {
  const { before, call } = facts;
  const { answeredAt, direction, endedAt } = call;
  const learned: { -readonly [Key in keyof Learned]: Learned[Key] } = {};
  if (direction === 'USER_INITIATED' && (before.version === 0 || before.consumerId === null)) {
    // Answered or not: who calls is being served.
    learned.windowOpenedAt = call.startedAt;
  }
  if (isNewAnswer(facts) && answeredAt !== null) {
    learned.connectedAt = answeredAt;
    learned.windowOpenedAt = answeredAt;
    if (before.endedAt !== null) learned.wasAnswered = true;
  }
  if (before.endedAt === null && endedAt !== null && isUnanswered(facts)) {
    learned.unansweredAt = endedAt;
  }
  return learned;
}

/** What a call means for the permission to call: the ledger follows it, in the call's own step. */
export class PermissionOfCall implements CallConsequence {
  readonly #parts: FollowCallParts;

  constructor(parts: FollowCallParts) {
    this.#parts = parts;
  }

  async write(tx: TenantTransaction, facts: CallFacts): Promise<void> {
    const { id: callId, consumerId, numberId, wacid, traceparent } = facts.call;
    const learned = learnedOfPair(facts);
    if (consumerId === null || Object.keys(learned).length === 0) return;
    await followCall(tx, this.#parts, {
      callId,
      wacid,
      numberId,
      consumerId,
      traceparent,
      ...learned,
    });
  }
}
