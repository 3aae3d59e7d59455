import { Matches } from 'class-validator';

/**
 * A business-scoped user id: a country, a dot, letters or digits; `ENT.` comes between in the id that a
 * group of businesses shares. Empty text names nobody, as for the other id.
 */
const USER_ID = /^(?:[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128})?$/;

/** Refuses what Meta can never have given as a user's id, such as a number or a name. */
export function IsUserId(): PropertyDecorator {
  const message = 'must be a business-scoped user id (BSUID) such as KE.13491208655302741918';
  return Matches(USER_ID, { message });
}
