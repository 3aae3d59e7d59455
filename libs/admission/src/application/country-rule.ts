import { readFileSync } from 'node:fs';
import type { AdmissionRule } from '../domain/admission-rule.js';
import { blockedCountriesFrom, isBlocked } from '../domain/blocked-countries.js';
import { countryOfNumber } from '../domain/number-country.js';
import { allowed, refused } from '../domain/verdict.js';

const FACTS = new URL('../../facts/blocked-countries.json', import.meta.url);
const NAME = 'country';

/**
 * Businesses can call from the country of this number: Meta refuses others with 138013. The list is
 * dated data, libs/admission/facts/blocked-countries.json. A number of no country that we know is
 * let through: Meta decides.
 */
export function countryRule(): AdmissionRule {
  const blocked = blockedCountriesFrom(JSON.parse(readFileSync(FACTS, 'utf8')));
  return {
    name: NAME,
    facts: [],
    judge: ({ number, now }) => {
      const country = countryOfNumber(number.displayPhoneNumber);
      if (country === null || !isBlocked(blocked, country, now)) return allowed(NAME);
      const reason =
        `Businesses cannot place calls from numbers of this country (${country}): call from a ` +
        'number of another one, or let the consumer call.';
      return refused(NAME, { code: 'COUNTRY_NOT_SUPPORTED', reason });
    },
  };
}
