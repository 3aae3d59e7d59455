import type { CallDirection, Facts } from './call-fact.js';
import { endOf } from './call-end.js';

/** Commands to Meta and to a media node. A call asks for each at most once. */
export const EFFECT_KINDS = [
  'media.create',
  'graph.pre_accept',
  'media.tenant_answer',
  'graph.accept',
  'graph.connect',
  // Tells the node that its session is ours: one that nobody committed dies after 10 s.
  'media.commit',
  'media.meta_answer',
  'media.open_gate',
  'graph.reject',
  'graph.terminate',
  'media.close',
] as const;
export type EffectKind = (typeof EFFECT_KINDS)[number];

/** What the tenant is told about a call, each at most once. */
export const TOLD_KINDS = [
  'call.connect',
  'call.ringing',
  'call.accepted',
  'call.rejected',
  'call.terminated',
] as const;
export type ToldKind = (typeof TOLD_KINDS)[number];

export interface Asked {
  readonly effects: readonly EffectKind[];
  readonly told: readonly ToldKind[];
}

/** A side gave up, or something broke: the call must end at Meta. */
export function mustHangUp(facts: Facts): boolean {
  const reasons = [
    facts.tenant_rejected,
    facts.tenant_terminated,
    facts.ring_timed_out,
    facts.media_failed,
    facts.pre_accept_failed,
    facts.tenant_answer_failed,
    facts.meta_answer_failed,
    facts.accept_failed,
    facts.gate_failed,
    facts.leg_failed,
    facts.media_ended,
    facts.node_lost,
    facts.outcome_given_up,
  ];
  return reasons.some((fact) => fact !== undefined);
}

function userInitiated(facts: Facts, isAsked: (kind: EffectKind) => boolean): EffectKind[] {
  const wanted: EffectKind[] = [];
  const want = (kind: EffectKind, condition: boolean): void => {
    if (condition) wanted.push(kind);
  };
  const isOver = endOf('USER_INITIATED', facts) !== undefined;
  if (mustHangUp(facts)) {
    // After pre_accept the business can no longer reject, only terminate.
    const hasPreAccepted = isAsked('graph.pre_accept');
    want('graph.reject', !isOver && !hasPreAccepted && facts.offered !== undefined);
    want('graph.terminate', !isOver && hasPreAccepted);
  } else if (!isOver) {
    const { media_created, pre_accept_done, tenant_answer_applied, meta_leg_connected } = facts;
    want('media.create', facts.offered !== undefined);
    want('graph.pre_accept', media_created !== undefined);
    want('media.commit', media_created !== undefined);
    want('media.tenant_answer', Boolean(media_created && facts.tenant_accepted));
    want('graph.accept', Boolean(pre_accept_done && tenant_answer_applied && meta_leg_connected));
    want('media.open_gate', facts.accept_done !== undefined);
  }
  want('media.close', (isOver || mustHangUp(facts)) && isAsked('media.create'));
  return wanted;
}

function businessInitiated(facts: Facts, isAsked: (kind: EffectKind) => boolean): EffectKind[] {
  const wanted: EffectKind[] = [];
  const want = (kind: EffectKind, condition: boolean): void => {
    if (condition) wanted.push(kind);
  };
  const isOver = endOf('BUSINESS_INITIATED', facts) !== undefined;
  const isKnownToMeta = Boolean(facts.connect_accepted ?? facts.answer_received ?? facts.ringing);
  if (mustHangUp(facts)) {
    want('graph.terminate', isKnownToMeta && facts.terminated === undefined);
  } else if (!isOver) {
    const { media_created, answer_received } = facts;
    want('media.create', facts.placed !== undefined);
    want('graph.connect', media_created !== undefined);
    want('media.commit', media_created !== undefined);
    want('media.meta_answer', Boolean(media_created && answer_received));
    want('media.open_gate', Boolean(facts.accepted && facts.meta_answer_applied));
  }
  want('media.close', (isOver || mustHangUp(facts)) && isAsked('media.create'));
  return wanted;
}

/** The commands that the facts call for and that were not asked for yet, in order. */
export function nextEffects(direction: CallDirection, facts: Facts, asked: Asked): EffectKind[] {
  const isAsked = (kind: EffectKind): boolean => asked.effects.includes(kind);
  const rules = direction === 'USER_INITIATED' ? userInitiated : businessInitiated;
  return rules(facts, isAsked).filter((kind) => !isAsked(kind));
}

/** What the tenant must now be told and was not told yet, in order. */
export function nextTold(direction: CallDirection, facts: Facts, asked: Asked): ToldKind[] {
  const isOver = endOf(direction, facts) !== undefined;
  const isUser = direction === 'USER_INITIATED';
  const wanted: [ToldKind, boolean][] = [
    // An offer that cannot be answered any more is not offered: the tenant hears of its end only.
    ['call.connect', isUser && !isOver && !mustHangUp(facts) && facts.media_created !== undefined],
    ['call.ringing', !isUser && facts.ringing !== undefined],
    ['call.accepted', (isUser ? facts.accept_done : facts.accepted) !== undefined],
    ['call.rejected', !isUser && facts.rejected !== undefined],
    ['call.terminated', isOver],
  ];
  return wanted.filter(([kind, is]) => is && !asked.told.includes(kind)).map(([kind]) => kind);
}
