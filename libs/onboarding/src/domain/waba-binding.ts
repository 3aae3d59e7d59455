import { badInput } from '#patchbay/kernel';
import { checkMetaId } from './meta-app.js';

interface Binding {
  readonly wabaId: string;
  readonly businessId: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly appKeys: readonly string[];
  readonly phoneNumbers: readonly { phoneNumberId: string; displayPhoneNumber: string }[];
}

const CURRENCY = /^[A-Z]{3}$/;
// E.164 without the plus: at most 15 digits, and no country code begins with 0.
const DIGITS = /^[1-9][0-9]{6,14}$/;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Throws BAD_USER_INPUT unless the WABA, its numbers and its apps are well formed. */
export function checkBinding(binding: Binding): void {
  checkMetaId('wabaId', binding.wabaId);
  checkMetaId('businessId', binding.businessId);
  if (!CURRENCY.test(binding.currency)) throw badInput('currency', 'must be an ISO 4217 code');
  if (!isTimeZone(binding.timeZone)) throw badInput('timeZone', 'must be an IANA time zone');
  // Without an app no webhook of the WABA would ever be routed.
  if (binding.appKeys.length === 0) throw badInput('appKeys', 'must name one app or more');
  for (const number of binding.phoneNumbers) {
    checkNumber(number);
  }
}

/** Throws BAD_USER_INPUT unless the number is well formed. */
export function checkNumber(number: Binding['phoneNumbers'][number]): void {
  checkMetaId('phoneNumberId', number.phoneNumberId);
  if (!DIGITS.test(number.displayPhoneNumber)) {
    throw badInput('displayPhoneNumber', 'must be an E.164 number as digits only');
  }
}
