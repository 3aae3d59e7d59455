/** Meta's numbers of time zones: https://developers.facebook.com/docs/marketing-api/reference/ad-account/timezone-ids */
const IDS: Readonly<Record<string, number>> = {
  'America/Los_Angeles': 1,
  'America/Denver': 2,
  'Pacific/Honolulu': 3,
  'America/Anchorage': 4,
  'America/Phoenix': 5,
  'America/Chicago': 6,
  'America/New_York': 7,
  'Asia/Dubai': 8,
  'America/Argentina/Buenos_Aires': 10,
  'Australia/Sydney': 15,
  'America/Sao_Paulo': 25,
  'Europe/Berlin': 47,
  'Europe/London': 58,
  'Asia/Jakarta': 66,
  'Europe/Dublin': 69,
  'Asia/Jerusalem': 70,
  'Asia/Kolkata': 71,
  'Europe/Rome': 74,
  'Asia/Tokyo': 77,
  'Africa/Nairobi': 78,
  'Asia/Seoul': 79,
};

/** As the text that Graph gives; zones we do not know the number of are told as Los Angeles. */
export function timeZoneId(timeZone: string): string {
  return String(IDS[timeZone] ?? 1);
}
