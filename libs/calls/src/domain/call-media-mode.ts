import type { CallDirection, Facts } from './call-fact.js';
import { routeOf } from './call-route.js';

/**
 * How the tenant's side of a call carries sound: over a media node of ours (SDES), or between Meta and
 * the tenant directly, with us for the signalling only (PASSTHROUGH).
 */
export function mediaModeOf(direction: CallDirection, facts: Facts): 'SDES' | 'PASSTHROUGH' {
  const mode = direction === 'USER_INITIATED' ? routeOf(facts).target : facts.placed?.data.mode;
  return mode === 'PASSTHROUGH' ? 'PASSTHROUGH' : 'SDES';
}
