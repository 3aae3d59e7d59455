import type { CallDirection, Fact, Facts } from './call-fact.js';
import { controlOf } from './call-control.js';
import { routeEndCode } from './call-route.js';
import type { EndState } from './call-state.js';

export interface CallEnd {
  readonly state: EndState;
  readonly atMs: number;
  /** Why, in our own closed words; null when the state says it all. */
  readonly code: string | null;
  /** Seconds that count for billing; undefined when the two sides never talked. */
  readonly billableSeconds: number | undefined;
}

/**
 * A dated policy by default: Meta rings for 30 to 60 s, so an unanswered end before that was the
 * caller's wish. https://developers.facebook.com/docs/whatsapp/cloud-api/calling/user-initiated-calls
 */
const UNANSWERED_AFTER_MS = 30_000;

function unanswered(direction: CallDirection, facts: Facts): EndState {
  if (facts.rejected ?? facts.tenant_rejected ?? routeRejection(facts)) return 'REJECTED';
  if (wasAnswerRefused(facts)) return 'FAILED';
  if (direction === 'USER_INITIATED') return unansweredUser(facts);
  return (facts.tenant_terminated ?? facts.node_lost) ? 'CANCELED' : 'NO_ANSWER';
}

/**
 * Meta did not take our answer to a call that was there: it let us end it afterwards. A call that had
 * gone when Meta refused the answer ended by itself.
 */
function wasAnswerRefused(facts: Facts): boolean {
  const { pre_accept_failed, accept_failed, reject_done, terminate_done } = facts;
  const ended = reject_done ?? terminate_done;
  if (ended === undefined || ended.data.isGone === true) return false;
  return [pre_accept_failed, accept_failed].some(
    (failed) => typeof failed?.data.metaCode === 'number' && failed.atMs <= ended.atMs,
  );
}

/** Why the number's route turned the call away. */
function routeRejection({ routed }: Facts): string | undefined {
  return routed?.data.target === 'REJECT' ? routeEndCode(routed.data.reason) : undefined;
}

function unansweredUser({ offered, terminated, ring_timed_out }: Facts): EndState {
  if (ring_timed_out) return 'NO_ANSWER';
  if (offered === undefined || terminated === undefined) return 'CANCELED';
  const limit = offered.data.unansweredAfterMs;
  const limitMs = typeof limit === 'number' ? limit : UNANSWERED_AFTER_MS;
  return terminated.atMs - offered.atMs >= limitMs ? 'NO_ANSWER' : 'CANCELED';
}

/** The reason stays when Meta's word of the end follows. */
function cameLate({ atMs }: Fact): CallEnd {
  return { state: 'EXPIRED', code: 'OFFER_CAME_LATE', atMs, billableSeconds: undefined };
}

/** Meta's own count; where it tells only when they began to talk, the seconds from then to the end. */
function talkedSeconds({ atMs, data }: Fact): number | undefined {
  const { durationSeconds, startedAtMs, endedAtMs } = data;
  if (typeof durationSeconds === 'number') return durationSeconds;
  if (typeof startedAtMs !== 'number') return undefined;
  const endMs = typeof endedAtMs === 'number' ? endedAtMs : atMs;
  return Math.max(0, Math.ceil((endMs - startedAtMs) / 1000));
}

function endByTerminate(direction: CallDirection, facts: Facts): CallEnd | undefined {
  const { terminated } = facts;
  if (terminated === undefined) return undefined;
  const { durationSeconds, startedAtMs, isFailed, errorCode } = terminated.data;
  // A terminate that carries a start time or a duration implies that the call was answered, even
  // when the status that says so is late or lost.
  const wasAnswered = typeof durationSeconds === 'number' || typeof startedAtMs === 'number';
  const code = typeof errorCode === 'number' ? `META_${errorCode}` : null;
  const refused = wasAnswerRefused(facts) ? 'REFUSED_BY_META' : null;
  const whyRejected = code ?? routeRejection(facts) ?? refused;
  const billableSeconds = talkedSeconds(terminated);
  if (isFailed === true) return { state: 'FAILED', atMs: terminated.atMs, code, billableSeconds };
  if (wasAnswered) return { state: 'COMPLETED', atMs: terminated.atMs, code, billableSeconds };
  if (facts.offered?.data.isLate === true) return cameLate(terminated);
  const state = unanswered(direction, facts);
  return { state, atMs: terminated.atMs, code: whyRejected, billableSeconds: undefined };
}

const GIVEN_UP = {
  connect_refused: { state: 'FAILED', code: 'REFUSED_BY_META' },
  outcome_given_up: { state: 'FAILED', code: 'META_OUTCOME_UNKNOWN' },
  window_closed: { state: 'EXPIRED', code: 'ANSWER_WINDOW_CLOSED' },
  terminate_unconfirmed: { state: 'FAILED', code: 'TERMINATE_UNCONFIRMED' },
} as const satisfies Partial<Record<keyof Facts, { state: EndState; code: string }>>;

/** The request to place the call did not leave this machine: Meta has refused nothing. */
export function wasNeverSent({ connect_refused }: Facts): boolean {
  return typeof connect_refused?.data.reason === 'string';
}

/** Somebody else's call, which is not ours to end: it is held to be over. */
function noWord({ atMs }: Fact): CallEnd {
  return { state: 'FAILED', code: 'NO_WORD_OF_END', atMs, billableSeconds: undefined };
}

function endWithoutMeta(direction: CallDirection, facts: Facts): CallEnd | undefined {
  for (const [kind, { state, code }] of Object.entries(GIVEN_UP)) {
    const fact = facts[kind as keyof typeof GIVEN_UP];
    if (fact === undefined) continue;
    const isUnsent = kind === 'connect_refused' && wasNeverSent(facts);
    const why = isUnsent ? 'META_UNREACHABLE' : code;
    return { state, code: why, atMs: fact.atMs, billableSeconds: undefined };
  }
  if (facts.offered?.data.isLate === true) return cameLate(facts.offered);
  if (facts.word_overdue && controlOf(direction, facts) === 'FOREIGN') {
    return noWord(facts.word_overdue);
  }
  if (direction === 'USER_INITIATED') return undefined;
  const { rejected, accepted } = facts;
  // The user has turned it away: the terminate that follows says no more.
  if (rejected !== undefined && accepted === undefined) {
    return { state: 'REJECTED', code: null, atMs: rejected.atMs, billableSeconds: undefined };
  }
  return endBeforeConnect(facts);
}

/** A business-initiated call that Meta never heard of needs no word from Meta to end. */
function endBeforeConnect(facts: Facts): CallEnd | undefined {
  const didMetaHear =
    facts.connect_accepted ?? facts.connect_unknown ?? facts.answer_received ?? facts.ringing;
  if (didMetaHear !== undefined) return undefined;
  if (facts.media_failed) {
    const code = facts.media_failed.data.reason;
    return {
      state: 'FAILED',
      code: typeof code === 'string' ? code : 'MEDIA_UNAVAILABLE',
      atMs: facts.media_failed.atMs,
      billableSeconds: undefined,
    };
  }
  if (facts.withdrawn) {
    const state = facts.tenant_terminated ? 'CANCELED' : 'FAILED';
    return { state, code: 'WITHDRAWN', atMs: facts.withdrawn.atMs, billableSeconds: undefined };
  }
  return undefined;
}

/** How a call ended; undefined while it lives. Depends on the set of facts only. */
export function endOf(direction: CallDirection, facts: Facts): CallEnd | undefined {
  return endByTerminate(direction, facts) ?? endWithoutMeta(direction, facts);
}
