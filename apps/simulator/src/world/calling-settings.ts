/** `HHMM` in the time zone of the schedule. */
export interface OperatingHours {
  readonly dayOfWeek:
    'MONDAY' | 'TUESDAY' | 'WEDNESDAY' | 'THURSDAY' | 'FRIDAY' | 'SATURDAY' | 'SUNDAY';
  readonly openTime: string;
  readonly closeTime: string;
}

/** A day on which other hours hold; `date` is `YYYY-MM-DD`. */
export interface Holiday {
  readonly date: string;
  readonly startTime: string;
  readonly endTime: string;
}

export interface CallHours {
  readonly status: 'ENABLED' | 'DISABLED';
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
  /** Made by Meta, one per number and app. */
  readonly password: string;
}

export interface Voicemail {
  readonly status: 'ENABLED' | 'DISABLED';
  readonly triggers: readonly ('REJECT' | 'TIMEOUT')[];
  readonly announcementMediaId: string | undefined;
  readonly timeoutSeconds: number | undefined;
}

/** The `calling` part of a number's settings; a field that was never set is absent. */
export interface CallingSettings {
  status?: 'ENABLED' | 'DISABLED';
  callIconVisibility?: 'DEFAULT' | 'DISABLE_ALL' | 'HIDE_IN_CHAT';
  iconCountries?: readonly string[];
  callHours?: CallHours;
  callbackPermissionStatus?: 'ENABLED' | 'DISABLED';
  sip?: {
    status: 'ENABLED' | 'DISABLED';
    webhookDelivery: 'ENABLED' | 'DISABLED';
    servers: readonly SipServer[];
  };
  srtpKeyExchange?: 'DTLS' | 'SDES';
  additionalCodecs?: readonly ('PCMA' | 'PCMU')[];
  voicemail?: Voicemail;
}

export function isCallingEnabled(settings: CallingSettings): boolean {
  return settings.status === 'ENABLED';
}

/** In SIP mode the Graph endpoint of calls is closed (131055). */
export function isSipMode(settings: CallingSettings): boolean {
  return settings.sip?.status === 'ENABLED';
}
