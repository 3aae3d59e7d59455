/**
 * Countries whose business numbers cannot call users, by the country code of the business number;
 * where the user is does not matter. Permission requests are not available there either.
 */
export const BUSINESS_CALLS_UNAVAILABLE = {
  asOf: '2026-03-01',
  page: 'https://developers.facebook.com/documentation/business-messaging/whatsapp/calling#availability',
  countries: ['US', 'CA', 'EG', 'VN', 'NG'],
} as const;

/** Turkey stood on older lists of Meta's partners; Meta's page of today does not name it. */
export const DOUBTFUL_COUNTRY = 'TR';

/** Whether businesses with a number of this country may call users. */
export function isBusinessCallingAvailable(
  country: string | undefined,
  isTurkeyExcluded: boolean,
): boolean {
  if (country === undefined) return true;
  if (country === DOUBTFUL_COUNTRY) return !isTurkeyExcluded;
  return !(BUSINESS_CALLS_UNAVAILABLE.countries as readonly string[]).includes(country);
}
