import type { BusinessNumber, Restriction } from '../../world/assets.js';
import type {
  CallHours,
  CallingSettings,
  SipSettings,
  Voicemail,
} from '../../world/calling-settings.js';
import { activeRestrictions } from '../../world/restrictions/active-restrictions.js';
import type { World } from '../../world/world.js';

type Json = Readonly<Record<string, unknown>>;

/** What reads of settings and the webhook about them say. */
export function callingView(world: World, number: BusinessNumber, hasCredentials = false): Json {
  const { calling } = number;
  const { holidayKeys, untouchedSettings } = world.switches;
  const { callHours, sip, voicemail } = calling;
  return given({
    ...wordsView(calling, untouchedSettings === 'NOT_SET' ? 'NOT_SET' : undefined),
    call_icons: calling.iconCountries && { restrict_to_user_countries: calling.iconCountries },
    call_hours: callHours && hoursView(callHours, holidayKeys),
    sip: sip && sipView(sip, hasCredentials ? calling.sipPasswords : {}),
    srtp_key_exchange_protocol: calling.srtpKeyExchange,
    audio: calling.additionalCodecs && { additional_codecs: calling.additionalCodecs },
    voicemail: voicemail && voicemailView(voicemail),
    restrictions: restrictionsView(activeRestrictions(number, world.clock.nowMs())),
  });
}

/** The three fields that answer even when nobody ever set them. */
function wordsView(calling: CallingSettings, untouched: string | undefined): Json {
  return {
    status: calling.status ?? untouched,
    call_icon_visibility: calling.callIconVisibility ?? untouched,
    callback_permission_status: calling.callbackPermissionStatus ?? untouched,
  };
}

function restrictionsView(restrictions: readonly Restriction[]): Json | undefined {
  const list = restrictions.flatMap(listed);
  return list.length > 0 ? { restrictions_list: list } : undefined;
}

function given(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function hoursView(hours: CallHours, keys: 'start_end' | 'open_close'): Json {
  const [from, until] =
    keys === 'start_end'
      ? (['start_time', 'end_time'] as const)
      : (['open_time', 'close_time'] as const);
  return {
    status: hours.status,
    timezone_id: hours.timeZoneId,
    weekly_operating_hours: hours.weekly.map(({ closeTime, dayOfWeek, openTime }) => ({
      day_of_week: dayOfWeek,
      open_time: openTime,
      close_time: closeTime,
    })),
    holiday_schedule: hours.holidays.map(({ date, endTime, startTime }) => ({
      date,
      [from]: startTime,
      [until]: endTime,
    })),
  };
}

function sipView(sip: SipSettings, passwords: CallingSettings['sipPasswords'] = {}): Json {
  return {
    status: sip.status,
    webhook_delivery: sip.webhookDelivery,
    servers: sip.servers.map(({ appId, hostname, port, requestUriUserParams }) =>
      given({
        // A number on the wire, unlike other ids.
        app_id: Number(appId),
        hostname,
        port,
        request_uri_user_params:
          Object.keys(requestUriUserParams).length > 0 ? requestUriUserParams : undefined,
        sip_user_password: passwords[appId],
      }),
    ),
  };
}

function voicemailView(voicemail: Voicemail): Json {
  const { announcementMediaId, timeoutSeconds } = voicemail;
  return {
    status: voicemail.status,
    triggers: voicemail.triggers,
    audio: {
      default: given({
        announcement_media_id:
          announcementMediaId === undefined ? undefined : Number(announcementMediaId),
        timeout_seconds: timeoutSeconds,
      }),
    },
  };
}

/** The list knows two types: a pause of both directions is two entries, a hidden button none. */
function listed({ expiresAtMs, reason, type }: Restriction): Json[] {
  if (type === 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN') return [];
  const types =
    type === 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING'
      ? ['RESTRICTED_BUSINESS_INITIATED_CALLING', 'RESTRICTED_USER_INITIATED_CALLING']
      : [type];
  const expiration = expiresAtMs === undefined ? undefined : Math.floor(expiresAtMs / 1000);
  return types.map((listedType) => given({ type: listedType, reason, expiration }));
}
