import { createRequire } from 'node:module';
import { type MetadataJson, parsePhoneNumberFromString } from 'libphonenumber-js/core';

// Not imported: Node and jest disagree about what a JSON import must say.
const metadata = createRequire(import.meta.url)(
  'libphonenumber-js/metadata.min.json',
) as MetadataJson;

/** ISO 3166 alpha-2 country of a number given as digits; undefined when no country has it. */
export function countryOf(digits: string): string | undefined {
  return parsePhoneNumberFromString(`+${digits}`, metadata)?.country;
}
