/** Which way a call goes. */
export type CallDirection = 'USER_INITIATED' | 'BUSINESS_INITIATED';

/**
 * Everything that can become known about a call. A fact is known once and never unknown again, so
 * what a call is follows from the set of its facts, in whatever order they came.
 */
export const FACT_KINDS = [
  // From Meta.
  'offered', // connect webhook with an SDP offer (user-initiated)
  'answer_received', // connect webhook with an SDP answer (business-initiated)
  'ringing',
  'accepted', // status ACCEPTED: the only sign that a business-initiated call is answered
  'rejected',
  'terminated',
  // From the tenant.
  'placed',
  'tenant_pre_accepted', // the WebRTC answer of a call that is passed through
  'tenant_accepted',
  'tenant_rejected',
  'tenant_terminated',
  // Results of effects.
  'media_created',
  'media_failed',
  'pre_accept_done',
  'pre_accept_failed',
  'tenant_answer_applied',
  'tenant_answer_failed',
  'accept_done',
  'accept_failed',
  'connect_accepted',
  'connect_refused',
  'connect_unknown',
  'meta_answer_applied',
  'meta_answer_failed',
  'gate_opened',
  'gate_failed',
  'reject_done',
  'terminate_done',
  'hang_up_refused', // Meta does not let us end the call; it is tried again
  // From the media node.
  'meta_leg_connected',
  'pbx_leg_connected',
  'leg_failed',
  'media_ended',
  // From the platform itself.
  'routed', // what the number's route made of an offer
  'withdrawn', // given up before Meta heard of it
  'ring_timed_out',
  'window_closed',
  'outcome_given_up',
  'terminate_unconfirmed',
  'word_overdue', // Meta told nothing for longer than a call can be believed to be up
  'node_lost',
] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/** JSON that a fact carries; never SDP, tokens or a consumer's identity. */
export type FactData = Readonly<Record<string, string | number | boolean | null>>;

export interface Fact {
  /** When it happened, by its source, milliseconds since the epoch. */
  readonly atMs: number;
  readonly data: FactData;
}

export type Facts = Partial<Readonly<Record<FactKind, Fact>>>;

/** Meta's ids of the request whose result a fact is, as far as Meta gave them. */
export interface GraphIds {
  readonly requestId: string | null;
  readonly fbtraceId: string | null;
}

export interface NewFact extends Fact {
  readonly kind: FactKind;
  /** For the timeline only: what follows from a fact does not depend on it. */
  readonly graph?: GraphIds | undefined;
}

export function isFactKind(text: string): text is FactKind {
  return (FACT_KINDS as readonly string[]).includes(text);
}

function canonical(fact: Fact): string {
  return JSON.stringify(Object.entries(fact.data).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Orders two reports of the same fact: more told first (a duration), then earlier, then by text. */
function isBetter(candidate: Fact, current: Fact): boolean {
  const told =
    Number('durationSeconds' in candidate.data) - Number('durationSeconds' in current.data);
  if (told !== 0) return told > 0;
  if (candidate.atMs !== current.atMs) return candidate.atMs < current.atMs;
  return canonical(candidate) < canonical(current);
}

/** Adds a fact. The result does not depend on the order or the number of the reports. */
export function withFact(facts: Facts, { kind, atMs, data }: NewFact): Facts {
  const fact = { atMs, data };
  const current = facts[kind];
  if (current !== undefined && !isBetter(fact, current)) return facts;
  return { ...facts, [kind]: fact };
}
