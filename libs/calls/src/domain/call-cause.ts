import type { CallDirection, Fact, FactKind, Facts } from './call-fact.js';
import { controlOf } from './call-control.js';
import { type CallEnd, endOf, wasNeverSent } from './call-end.js';
import type { EndState } from './call-state.js';

/** Why a call ended. Readers must bear causes that they do not know. */
export const TERMINATION_CAUSES = [
  'CONSUMER_HUNG_UP',
  'CONSUMER_CANCELED',
  'CONSUMER_REJECTED',
  'TENANT_HUNG_UP',
  'TENANT_REJECTED',
  // The number's route let nobody be asked.
  'TURNED_AWAY_BY_ROUTE',
  'ROUTE_REJECTED',
  'ENDED_ELSEWHERE',
  'NO_ANSWER',
  'ANSWER_WINDOW_CLOSED',
  'OFFER_CAME_LATE',
  'REFUSED_BY_META',
  'META_ERROR',
  // Our request did not reach Meta.
  'META_UNREACHABLE',
  'META_OUTCOME_UNKNOWN',
  'ANSWER_NOT_TAKEN',
  'BAD_SDP',
  'MEDIA_UNAVAILABLE',
  'MEDIA_FAILED',
  'MEDIA_NODE_LOST',
] as const;
export type TerminationCause = (typeof TERMINATION_CAUSES)[number];

/** Who ended it. */
export type DisconnectedBy = 'META' | 'TENANT' | 'PLATFORM' | 'CONSUMER';

export interface Termination {
  readonly terminationCause: TerminationCause | null;
  readonly disconnectedBy: DisconnectedBy | null;
}

const because = (
  terminationCause: TerminationCause | null,
  disconnectedBy: DisconnectedBy | null,
): Termination => ({ terminationCause, disconnectedBy });

/** What makes us hang up, and on whose account. */
const OUR_REASONS: readonly (readonly [FactKind, Termination])[] = [
  ['tenant_rejected', because('TENANT_REJECTED', 'TENANT')],
  ['tenant_terminated', because('TENANT_HUNG_UP', 'TENANT')],
  ['ring_timed_out', because('NO_ANSWER', 'PLATFORM')],
  ['outcome_given_up', because('META_OUTCOME_UNKNOWN', 'PLATFORM')],
  ['word_overdue', because('META_OUTCOME_UNKNOWN', 'PLATFORM')],
  ['media_failed', because('MEDIA_UNAVAILABLE', 'PLATFORM')],
  ['tenant_answer_failed', because('BAD_SDP', 'TENANT')],
  ['meta_answer_failed', because('MEDIA_FAILED', 'PLATFORM')],
  ['pre_accept_failed', because('ANSWER_NOT_TAKEN', 'META')],
  ['accept_failed', because('ANSWER_NOT_TAKEN', 'META')],
  ['gate_failed', because('MEDIA_FAILED', 'PLATFORM')],
  ['leg_failed', because('MEDIA_FAILED', 'PLATFORM')],
  ['media_ended', because('MEDIA_FAILED', 'PLATFORM')],
  ['node_lost', because('MEDIA_NODE_LOST', 'PLATFORM')],
];

interface Reason {
  readonly fact: Fact;
  readonly termination: Termination;
}

/** The first that made us hang up. */
function ourReason(facts: Facts): Reason | undefined {
  const { routed } = facts;
  if (routed?.data.target === 'REJECT') {
    return { fact: routed, termination: because('TURNED_AWAY_BY_ROUTE', 'PLATFORM') };
  }
  let first: Reason | undefined;
  for (const [kind, termination] of OUR_REASONS) {
    const fact = facts[kind];
    if (fact !== undefined && (first === undefined || fact.atMs < first.fact.atMs)) {
      first = { fact, termination: withBadSdp(kind, fact, termination) };
    }
  }
  return first;
}

function withBadSdp(kind: FactKind, { data }: Fact, usual: Termination): Termination {
  return kind === 'media_failed' && data.reason === 'BAD_SDP'
    ? because('BAD_SDP', 'TENANT')
    : usual;
}

/**
 * Whether our hanging up is what ended the call. Meta tells its times in whole seconds, and a session
 * often falls silent before the word of its end has come: then the other side was first.
 */
function cameFirst(reason: Reason, { terminated, terminate_done, reject_done }: Facts): boolean {
  if (terminated === undefined) return true;
  if (terminate_done?.data.isGone === true) return false;
  // A leg also fails because the other side has hung up. That Meta took our hanging up says it was still up.
  const mayBeEcho = reason.termination.terminationCause === 'MEDIA_FAILED';
  if (mayBeEcho && terminate_done === undefined) return reason.fact.atMs < terminated.atMs;
  const isAnswerLate = reason.termination.terminationCause === 'ANSWER_NOT_TAKEN';
  if (isAnswerLate && reject_done?.data.isGone === true) return false;
  return reason.fact.atMs < terminated.atMs + 1000;
}

const BY_STATE: Readonly<Partial<Record<EndState, Termination>>> = {
  FAILED: because('META_ERROR', 'META'),
  REJECTED: because('CONSUMER_REJECTED', 'CONSUMER'),
  CANCELED: because('CONSUMER_CANCELED', 'CONSUMER'),
  EXPIRED: because('OFFER_CAME_LATE', 'PLATFORM'),
  NO_ANSWER: because('NO_ANSWER', 'META'),
};

/** What the end itself says, where nothing of ours was first. */
function byEnd(direction: CallDirection, facts: Facts, { state, code }: CallEnd): Termination {
  // Of somebody else's call only the consumer's part is known.
  const isForeign = controlOf(direction, facts) === 'FOREIGN';
  if (isForeign && state === 'COMPLETED') return because('ENDED_ELSEWHERE', null);
  if (code?.startsWith('ROUTE_') === true) return because('ROUTE_REJECTED', 'PLATFORM');
  return BY_STATE[state] ?? because('CONSUMER_HUNG_UP', 'CONSUMER');
}

/** Without Meta's word of the end. */
function withoutMeta(facts: Facts, code: string | null, reason: Reason | undefined): Termination {
  if (facts.connect_refused && wasNeverSent(facts)) return because('META_UNREACHABLE', 'PLATFORM');
  if (facts.connect_refused) return because('REFUSED_BY_META', 'META');
  if (facts.rejected && code === null) return because('CONSUMER_REJECTED', 'CONSUMER');
  if (code === 'OFFER_CAME_LATE') return because('OFFER_CAME_LATE', 'PLATFORM');
  if (code === 'ANSWER_WINDOW_CLOSED') return because('ANSWER_WINDOW_CLOSED', 'PLATFORM');
  return reason?.termination ?? because('META_OUTCOME_UNKNOWN', 'PLATFORM');
}

/** Why a call ended and who ended it; nulls while it lives. Depends on the set of facts only. */
export function terminationOf(direction: CallDirection, facts: Facts): Termination {
  const end = endOf(direction, facts);
  if (end === undefined) return because(null, null);
  const reason = ourReason(facts);
  if (facts.terminated === undefined) return withoutMeta(facts, end.code, reason);
  if (end.code?.startsWith('META_') === true) return because('META_ERROR', 'META');
  return reason && cameFirst(reason, facts) ? reason.termination : byEnd(direction, facts, end);
}
