import { endOf } from './call-end.js';
import type { Fact, Facts } from './call-fact.js';
import { mediaModeOf } from './call-media-mode.js';
import { routeOf } from './call-route.js';
import type { EffectKind } from './effect-kind.js';
import { isLostAtMeta, mustHangUp } from './hang-up-reasons.js';

type IsAsked = (kind: EffectKind) => boolean;
type Wanted = readonly (readonly [EffectKind, boolean])[];

/** With sound over a media node of ours: we answer Meta, and the tenant answers us. */
function bridged(facts: Facts): Wanted {
  const { media_created, pre_accept_done, tenant_answer_applied, meta_leg_connected } = facts;
  const { skipPreAccept } = routeOf(facts);
  const isReady = skipPreAccept || Boolean(pre_accept_done && meta_leg_connected);
  return [
    ['media.create', facts.offered !== undefined],
    ['graph.pre_accept', media_created !== undefined && !skipPreAccept],
    ['media.commit', media_created !== undefined],
    ['media.tenant_answer', Boolean(media_created && facts.tenant_accepted)],
    ['graph.accept', Boolean(tenant_answer_applied && isReady)],
    ['media.open_gate', facts.accept_done !== undefined],
  ];
}

/** With the tenant's own WebRTC answer: what the tenant does, Meta is told. */
function passedThrough(facts: Facts, isAsked: IsAsked): Wanted {
  const { tenant_pre_accepted, tenant_accepted, pre_accept_done } = facts;
  const isPreAccepting =
    isAsked('graph.pre_accept') || (tenant_pre_accepted !== undefined && !isAsked('graph.accept'));
  const isReady = !isPreAccepting || pre_accept_done !== undefined;
  return [
    ['graph.pre_accept', isPreAccepting],
    ['graph.accept', tenant_accepted !== undefined && isReady],
  ];
}

/** Meta said no to the only try: it holds the call to be unanswered, or answered by somebody else. */
function wasRefused(answer: Fact | undefined): boolean {
  return answer?.data.isFirstTry === true;
}

/** After an answer the business can no longer reject, only terminate. */
function hangingUp(facts: Facts, isOver: boolean, isAsked: IsAsked): Wanted {
  const { pre_accept_failed, accept_failed } = facts;
  const hasAnswered =
    (isAsked('graph.pre_accept') && !wasRefused(pre_accept_failed)) ||
    (isAsked('graph.accept') && !wasRefused(accept_failed));
  return [
    ['graph.reject', !isOver && !hasAnswered && facts.offered !== undefined],
    ['graph.terminate', !isOver && hasAnswered],
  ];
}

/** The commands that a user-initiated call's facts call for, asked for already or not. */
export function userCallEffects(facts: Facts, isAsked: IsAsked): Wanted {
  const isOver = endOf('USER_INITIATED', facts) !== undefined;
  const isHangingUp = mustHangUp('USER_INITIATED', facts);
  const isBridged = mediaModeOf('USER_INITIATED', facts) !== 'PASSTHROUGH';
  const wanted: (readonly [EffectKind, boolean])[] = [];
  if (isHangingUp) wanted.push(...hangingUp(facts, isOver, isAsked));
  else if (!isOver) wanted.push(...(isBridged ? bridged(facts) : passedThrough(facts, isAsked)));
  // Meta took the accept when its window had closed here.
  const isUpWithoutUs = isOver && facts.accept_done !== undefined && !facts.terminated;
  wanted.push(['graph.terminate', isUpWithoutUs && !isHangingUp]);
  wanted.push(['graph.terminate_again', isLostAtMeta('USER_INITIATED', facts)]);
  wanted.push(['media.close', (isOver || isHangingUp) && isAsked('media.create')]);
  return wanted;
}
