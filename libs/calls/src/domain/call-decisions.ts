import { businessCallEffects } from './business-call-effects.js';
import type { CallDirection, Facts } from './call-fact.js';
import { endOf } from './call-end.js';
import { mediaModeOf } from './call-media-mode.js';
import { routeOf } from './call-route.js';
import type { EffectKind } from './effect-kind.js';
import { mustHangUp } from './hang-up-reasons.js';
import { userCallEffects } from './user-call-effects.js';

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

/** The commands that the facts call for and that were not asked for yet, in order. */
export function nextEffects(direction: CallDirection, facts: Facts, asked: Asked): EffectKind[] {
  const isAsked = (kind: EffectKind): boolean => asked.effects.includes(kind);
  const rules = direction === 'USER_INITIATED' ? userCallEffects : businessCallEffects;
  const wanted = rules(facts, isAsked).filter(([kind, is]) => is && !isAsked(kind));
  return wanted.map(([kind]) => kind);
}

/**
 * Whether the tenant is given Meta's SDP, or ours for it. With sound over a media node the tenant is
 * rung once Meta's leg is up, unless the route says at once; without pre-accept the leg comes up only
 * when the tenant has answered.
 */
function isConnectTold(direction: CallDirection, facts: Facts): boolean {
  const isPassedThrough = mediaModeOf(direction, facts) === 'PASSTHROUGH';
  if (direction === 'BUSINESS_INITIATED') {
    return isPassedThrough && facts.placed !== undefined && facts.answer_received !== undefined;
  }
  if (isPassedThrough) return facts.offered !== undefined;
  const { ringAtOnce, skipPreAccept } = routeOf(facts);
  const isLegUp = ringAtOnce || skipPreAccept || facts.meta_leg_connected !== undefined;
  return facts.media_created !== undefined && isLegUp;
}

/** What the tenant must now be told and was not told yet, in order. */
export function nextTold(direction: CallDirection, facts: Facts, asked: Asked): ToldKind[] {
  const isOver = endOf(direction, facts) !== undefined;
  const isUser = direction === 'USER_INITIATED';
  const isLive = !isOver && !mustHangUp(direction, facts);
  const wanted: [ToldKind, boolean][] = [
    // An offer that cannot be answered any more is not offered: the tenant hears of its end only.
    ['call.connect', isLive && isConnectTold(direction, facts)],
    ['call.ringing', !isUser && facts.ringing !== undefined],
    ['call.accepted', (isUser ? facts.accept_done : facts.accepted) !== undefined],
    ['call.rejected', !isUser && facts.rejected !== undefined],
    ['call.terminated', isOver],
  ];
  return wanted.filter(([kind, is]) => is && !asked.told.includes(kind)).map(([kind]) => kind);
}
