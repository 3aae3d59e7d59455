import type { CallDirection, FactKind, Facts } from './call-fact.js';
import { mediaModeOf } from './call-media-mode.js';
import { routeOf } from './call-route.js';

/** Any of these ends a call, whichever way it goes. */
const REASONS = [
  'tenant_rejected',
  'tenant_terminated',
  'ring_timed_out',
  'pre_accept_failed',
  'tenant_answer_failed',
  'meta_answer_failed',
  'accept_failed',
  'gate_failed',
  'leg_failed',
  'media_ended',
  'node_lost',
  'outcome_given_up',
  'word_overdue',
] as const satisfies readonly FactKind[];

/** A call that the number's route turns away: nobody was asked. */
export function isTurnedAway(facts: Facts): boolean {
  return facts.routed !== undefined && routeOf(facts).target === 'REJECT';
}

function isWithoutMedia(direction: CallDirection, facts: Facts): boolean {
  return facts.media_failed !== undefined && mediaModeOf(direction, facts) !== 'PASSTHROUGH';
}

/** A side gave up, or something broke: the call must end at Meta. */
export function mustHangUp(direction: CallDirection, facts: Facts): boolean {
  return hangUpWishedAtMs(direction, facts) !== undefined;
}

/** Since when the call must end at Meta, in milliseconds; undefined while nothing asks for it. */
export function hangUpWishedAtMs(direction: CallDirection, facts: Facts): number | undefined {
  const wishes = REASONS.flatMap((kind) => facts[kind]?.atMs ?? []);
  if (direction === 'USER_INITIATED' && isTurnedAway(facts)) wishes.push(facts.routed?.atMs ?? 0);
  if (isWithoutMedia(direction, facts)) wishes.push(facts.media_failed?.atMs ?? 0);
  return wishes.length === 0 ? undefined : Math.min(...wishes);
}

/**
 * Meta holds a call to be up that has ended here: an answer arrived after all, after our end or after
 * a refusal that was none. It must be ended there too, for the user hears nobody.
 */
export function isLostAtMeta(direction: CallDirection, facts: Facts): boolean {
  const { terminated, terminate_done, reject_done, accept_done, accepted } = facts;
  if (terminated !== undefined) return false;
  const taken = direction === 'USER_INITIATED' ? accept_done : accepted;
  const ended = terminate_done ?? reject_done;
  return taken !== undefined && ended !== undefined && taken.atMs > ended.atMs;
}
