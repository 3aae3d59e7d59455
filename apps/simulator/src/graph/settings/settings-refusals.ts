import { type GraphError, invalidParameter } from '../graph-error.js';

interface Refusal {
  readonly text: string;
  /** `meta` when Meta's page of call settings publishes these words, `ours` when it has none. */
  readonly wording: 'meta' | 'ours';
}

/**
 * What settings are refused with, all under code 100. The page lists the words without saying where
 * in the error they stand; they are put into `error_data.details`, as its error page describes.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-settings
 */
export const SETTINGS_REFUSALS = {
  invalidStatus: { text: 'Invalid status', wording: 'meta' },
  invalidSchedule: { text: 'Invalid schedule for call_hours', wording: 'meta' },
  pastHoliday: { text: 'Holiday given in call_hours is a past date', wording: 'meta' },
  invalidTimeZone: { text: 'Timezone is invalid in call_hours', wording: 'meta' },
  emptyWeek: { text: 'weekly_operating_hours in call_hours cannot be empty', wording: 'meta' },
  invalidHolidayDate: {
    text: 'Date format in holiday_schedule for call_hours is invalid',
    wording: 'meta',
  },
  tooManyEntries: {
    text: 'More than 2 entries not allowed in weekly_operating_hours schedule in call_hours',
    wording: 'meta',
  },
  overlap: { text: 'Overlapping schedule in call_hours is not allowed', wording: 'meta' },
  missingField: { text: 'A required field is missing', wording: 'ours' },
  unknownField: { text: 'Unexpected field', wording: 'ours' },
  wrongType: { text: 'A field has the wrong type', wording: 'ours' },
  wrongValue: { text: 'A field has a value that is not allowed', wording: 'ours' },
  tooManyHolidayEntries: {
    text: 'More than 2 entries not allowed for one date in holiday_schedule in call_hours',
    wording: 'ours',
  },
  tooManyHolidays: {
    text: 'More than 20 entries not allowed in holiday_schedule in call_hours',
    wording: 'ours',
  },
  invalidIconVisibility: { text: 'Invalid call_icon_visibility', wording: 'ours' },
  invalidCountry: {
    text: 'restrict_to_user_countries holds a country that is not an ISO 3166 code',
    wording: 'ours',
  },
  invalidKeyExchange: { text: 'Invalid srtp_key_exchange_protocol', wording: 'ours' },
  invalidCodec: { text: 'additional_codecs may hold PCMA and PCMU only', wording: 'ours' },
  invalidVoicemail: { text: 'Invalid voicemail', wording: 'ours' },
  oneServer: { text: 'Only one SIP server can be configured for a phone number', wording: 'ours' },
  invalidHostname: { text: 'Invalid hostname of a SIP server', wording: 'ours' },
  invalidPort: { text: 'Invalid port of a SIP server', wording: 'ours' },
  longUserParam: {
    text: 'Keys and values of request_uri_user_params may have 128 characters at most',
    wording: 'ours',
  },
  noServer: {
    text: 'At least one SIP server is required while SIP is enabled',
    wording: 'ours',
  },
  noFamily: { text: 'No settings were given', wording: 'ours' },
  oneFamily: { text: 'Only one kind of settings can be updated at a time', wording: 'ours' },
} as const satisfies Record<string, Refusal>;

export type SettingsRefusal = keyof typeof SETTINGS_REFUSALS;

/** The error for one of them; what is wrong where follows words of ours, never Meta's. */
export function refuseSettings(name: SettingsRefusal, where?: string): GraphError {
  const { text, wording } = SETTINGS_REFUSALS[name];
  return invalidParameter(wording === 'ours' && where !== undefined ? `${text}: ${where}` : text);
}
