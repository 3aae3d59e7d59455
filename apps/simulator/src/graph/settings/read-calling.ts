import type { CallingSettings, G711Codec, Voicemail } from '../../world/calling-settings.js';
import type { World } from '../../world/world.js';
import { readCallHours } from './read-call-hours.js';
import { type JsonObject, ON_OFF, readArray, readObject, readWord, required } from './read-json.js';
import { readSip, type SipChange } from './read-sip.js';
import { readVoicemail } from './read-voicemail.js';
import { refuseSettings } from './settings-refusals.js';

type PlainFields = Omit<CallingSettings, 'sip' | 'sipPasswords' | 'voicemail'>;

/** What a request changes; what it leaves out stays as it is. */
export interface CallingChange {
  readonly fields: PlainFields;
  readonly sip: SipChange | undefined;
  readonly voicemail: Partial<Voicemail> | undefined;
}

const FIELDS = [
  'status',
  'call_icon_visibility',
  'call_icons',
  'call_hours',
  'callback_permission_status',
  'sip',
  'srtp_key_exchange_protocol',
  'audio',
  'voicemail',
];

const CODECS = ['PCMA', 'PCMU'] as const;

/** Reads the `calling` object of a settings request, or throws the error that refuses it. */
export function readCalling({ clock, switches }: World, value: unknown): CallingChange {
  const calling = readObject(parsed(value), 'calling', FIELDS);
  const { isHideInChatAccepted, isScheduleRequiredWhenOff } = switches;
  const visibilities = [
    'DEFAULT',
    'DISABLE_ALL',
    ...(isHideInChatAccepted ? (['HIDE_IN_CHAT'] as const) : []),
  ] as const;
  const terms = { nowMs: clock.nowMs(), isScheduleRequiredWhenOff };
  const plain = {
    status: readWord(calling.status, ON_OFF, 'invalidStatus'),
    callIconVisibility: readWord(
      calling.call_icon_visibility,
      visibilities,
      'invalidIconVisibility',
    ),
    callHours: ifGiven(calling.call_hours, (hours) => readCallHours(hours, terms)),
    callbackPermissionStatus: readWord(calling.callback_permission_status, ON_OFF, 'invalidStatus'),
    iconCountries: ifGiven(calling.call_icons, readCountries),
    srtpKeyExchange: readWord(
      calling.srtp_key_exchange_protocol,
      ['DTLS', 'SDES'] as const,
      'invalidKeyExchange',
    ),
    additionalCodecs: ifGiven(calling.audio, readCodecs),
  };
  return {
    fields: withoutUndefined(plain),
    sip: ifGiven(calling.sip, readSip),
    voicemail: ifGiven(calling.voicemail, readVoicemail),
  };
}

/** A form has the object as JSON text. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw refuseSettings('wrongType', 'calling must be an object');
  }
}

function ifGiven<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

function withoutUndefined(fields: { [K in keyof PlainFields]: PlainFields[K] | undefined }) {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as PlainFields;
}

function readCountries(value: unknown): string[] {
  const path = 'call_icons.restrict_to_user_countries';
  const icons: JsonObject = readObject(value, 'call_icons', ['restrict_to_user_countries']);
  const list = readArray(required(icons.restrict_to_user_countries, path), path);
  return list.map((country) => {
    if (typeof country !== 'string' || !isCountry(country)) throw refuseSettings('invalidCountry');
    return country;
  });
}

/** Upper-case alpha-2 that stands for a country. */
function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || code === 'ZZ') return false;
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code) !== undefined;
}

function readCodecs(value: unknown): G711Codec[] {
  const path = 'audio.additional_codecs';
  const audio = readObject(value, 'audio', ['additional_codecs']);
  const list = readArray(required(audio.additional_codecs, path), path);
  const codecs = list.map((codec) => required(readWord(codec, CODECS, 'invalidCodec'), path));
  return [...new Set(codecs)];
}
