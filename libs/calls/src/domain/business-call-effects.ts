import { endOf } from './call-end.js';
import type { Facts } from './call-fact.js';
import { mediaModeOf } from './call-media-mode.js';
import type { EffectKind } from './effect-kind.js';
import { isLostAtMeta, mustHangUp } from './hang-up-reasons.js';

type IsAsked = (kind: EffectKind) => boolean;
type Wanted = readonly (readonly [EffectKind, boolean])[];

/** With sound over a media node of ours: we offer to Meta, and answer the tenant. */
function bridged(facts: Facts): Wanted {
  const { media_created, answer_received } = facts;
  return [
    ['media.create', facts.placed !== undefined],
    ['graph.connect', media_created !== undefined],
    ['media.commit', media_created !== undefined],
    ['media.meta_answer', Boolean(media_created && answer_received)],
    ['media.open_gate', Boolean(facts.accepted && facts.meta_answer_applied)],
  ];
}

/** Meta took the call, or spoke of it, whatever it said to `connect`. */
function isKnownToMeta(facts: Facts): boolean {
  return Boolean(
    facts.connect_accepted ?? facts.answer_received ?? facts.ringing ?? facts.accepted,
  );
}

/**
 * The commands that a business-initiated call's facts call for, asked for already or not. None for a
 * call that we did not place: it is somebody else's.
 */
export function businessCallEffects(facts: Facts, isAsked: IsAsked): Wanted {
  if (facts.placed === undefined) return [];
  const isOver = endOf('BUSINESS_INITIATED', facts) !== undefined;
  const isHangingUp = mustHangUp('BUSINESS_INITIATED', facts);
  const isBridged = mediaModeOf('BUSINESS_INITIATED', facts) !== 'PASSTHROUGH';
  const wanted: (readonly [EffectKind, boolean])[] = [];
  // A connect that Meta refused, and of which it speaks all the same, rings for nobody.
  const isUnwanted = isHangingUp || facts.connect_refused !== undefined;
  if (isUnwanted) {
    const isUp = isKnownToMeta(facts) && !facts.terminated && !facts.rejected;
    wanted.push(['graph.terminate', isUp]);
  } else if (!isOver) {
    wanted.push(...(isBridged ? bridged(facts) : ([['graph.connect', true]] as const)));
  }
  wanted.push(['graph.terminate_again', isLostAtMeta('BUSINESS_INITIATED', facts)]);
  wanted.push(['media.close', (isOver || isHangingUp) && isAsked('media.create')]);
  return wanted;
}
