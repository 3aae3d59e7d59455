import type { BusinessNumber, Restriction, RestrictionType } from '../assets.js';

/** What a restriction takes away. */
export type RestrictedThing = 'business_calls' | 'user_calls' | 'button';

const TAKES: Readonly<Record<RestrictionType, readonly RestrictedThing[]>> = {
  RESTRICTED_BUSINESS_INITIATED_CALLING: ['business_calls'],
  RESTRICTED_USER_INITIATED_CALLING: ['user_calls'],
  RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN: ['button'],
  RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING: ['business_calls', 'user_calls'],
};

/** Restrictions in force; one that has expired ends without any webhook. */
export function activeRestrictions(number: BusinessNumber, nowMs: number): Restriction[] {
  return number.restrictions.filter(
    ({ expiresAtMs }) => expiresAtMs === undefined || expiresAtMs > nowMs,
  );
}

/** The restriction in force that takes something away. */
export function restrictionOf(
  number: BusinessNumber,
  thing: RestrictedThing,
  nowMs: number,
): Restriction | undefined {
  return activeRestrictions(number, nowMs).find(({ type }) => TAKES[type].includes(thing));
}
