/** Meta counts a call in pulses of six seconds, a begun one as a whole: 56 s are 10 pulses. */
const PULSE_SECONDS = 6;
/** Rates are for a minute. */
export const PULSES_PER_MINUTE = 10n;

/**
 * The pulses of a call of so many seconds.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/pricing
 */
export function pulsesOf(seconds: number): number {
  if (!Number.isSafeInteger(seconds) || seconds < 0) {
    throw new RangeError('the length of a call is a whole number of seconds, 0 or more');
  }
  return Math.ceil(seconds / PULSE_SECONDS);
}
