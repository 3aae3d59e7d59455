import { createRequire } from 'node:module';
import { type MetadataJson, parsePhoneNumberFromString } from 'libphonenumber-js/core';

// Not imported: Node and jest disagree about what a JSON import must say.
const metadata = createRequire(import.meta.url)(
  'libphonenumber-js/metadata.min.json',
) as MetadataJson;

/** A number's country never changes while the program runs, and to find it takes long. */
const COUNTRIES = new Map<string, string | null>();
const MOST_KEPT = 10_000;

/**
 * ISO 3166 alpha-2 country of a full number, digits with the country code; null when no country has
 * it. Some codes are shared, `1` for one by the United States, Canada and much of the Caribbean, so
 * the code alone does not tell.
 */
export function countryOfNumber(digits: string): string | null {
  const known = COUNTRIES.get(digits);
  if (known !== undefined) return known;
  const country = parsePhoneNumberFromString(`+${digits}`, metadata)?.country ?? null;
  if (COUNTRIES.size >= MOST_KEPT) COUNTRIES.clear();
  COUNTRIES.set(digits, country);
  return country;
}
