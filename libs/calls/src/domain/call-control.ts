import type { CallDirection, Facts } from './call-fact.js';

/**
 * Whose call it is. A number may be worked by several partners of Meta's, and each is told of all its
 * calls: a business-initiated call that nobody here placed, and a user's call that was answered though
 * nobody here answered it, are FOREIGN. Such a call is kept and counted, and never ended, answered or
 * rated by us. Depends on the set of facts only.
 */
export function controlOf(direction: CallDirection, facts: Facts): 'PLATFORM' | 'FOREIGN' {
  if (direction === 'BUSINESS_INITIATED') return facts.placed ? 'PLATFORM' : 'FOREIGN';
  const { tenant_accepted, accept_done, terminated } = facts;
  if (tenant_accepted ?? accept_done) return 'PLATFORM';
  const { durationSeconds, startedAtMs } = terminated?.data ?? {};
  const wasAnswered = typeof durationSeconds === 'number' || typeof startedAtMs === 'number';
  return wasAnswered ? 'FOREIGN' : 'PLATFORM';
}
