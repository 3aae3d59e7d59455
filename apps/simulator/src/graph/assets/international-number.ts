import { createRequire } from 'node:module';
import { type MetadataJson, parsePhoneNumberFromString } from 'libphonenumber-js/core';

// Not imported: Node and jest disagree about what a JSON import must say.
const metadata = createRequire(import.meta.url)(
  'libphonenumber-js/metadata.min.json',
) as MetadataJson;

/** `+44 7700 900101`: the asset endpoints write numbers with plus and blanks, webhooks do not. */
export function internationalNumber(digits: string): string {
  return parsePhoneNumberFromString(`+${digits}`, metadata)?.formatInternational() ?? `+${digits}`;
}
