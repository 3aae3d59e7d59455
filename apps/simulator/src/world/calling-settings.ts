/** `HHMM` in the time zone of the schedule. */
export interface OperatingHours {
  readonly dayOfWeek: DayOfWeek;
  readonly openTime: string;
  readonly closeTime: string;
}

export const DAYS_OF_WEEK = [
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
] as const;

export type DayOfWeek = (typeof DAYS_OF_WEEK)[number];

/** A day on which other hours hold; `date` is `YYYY-MM-DD`. */
export interface Holiday {
  readonly date: string;
  readonly startTime: string;
  readonly endTime: string;
}

export interface CallHours {
  readonly status: OnOff;
  /** Empty when hours that are off were given without one. */
  readonly timeZoneId: string;
  readonly weekly: readonly OperatingHours[];
  readonly holidays: readonly Holiday[];
}

/** A SIP server belongs to the app whose token set it. */
export interface SipServer {
  readonly appId: string;
  readonly hostname: string;
  readonly port: number;
  readonly requestUriUserParams: Readonly<Record<string, string>>;
}

export interface SipSettings {
  readonly status: OnOff;
  readonly webhookDelivery: OnOff;
  readonly servers: readonly SipServer[];
}

export interface Voicemail {
  readonly status: OnOff;
  readonly triggers: readonly ('REJECT' | 'TIMEOUT')[];
  readonly announcementMediaId: string | undefined;
  readonly timeoutSeconds: number | undefined;
}

export type OnOff = 'ENABLED' | 'DISABLED';
export type G711Codec = 'PCMA' | 'PCMU';

/** The `calling` part of a number's settings; a field that was never set is absent. */
export interface CallingSettings {
  status?: OnOff;
  callIconVisibility?: 'DEFAULT' | 'DISABLE_ALL' | 'HIDE_IN_CHAT';
  iconCountries?: readonly string[];
  callHours?: CallHours;
  callbackPermissionStatus?: OnOff;
  sip?: SipSettings;
  srtpKeyExchange?: 'DTLS' | 'SDES';
  additionalCodecs?: readonly G711Codec[];
  voicemail?: Voicemail;
  /** Made by Meta, one for each app that ever set a server on this number, by app id. */
  sipPasswords?: Readonly<Record<string, string>>;
}

export function isCallingEnabled(settings: CallingSettings): boolean {
  return settings.status === 'ENABLED';
}

/** In SIP mode the Graph endpoint of calls is closed (131055). */
export function isSipMode(settings: CallingSettings): boolean {
  return settings.sip?.status === 'ENABLED';
}
