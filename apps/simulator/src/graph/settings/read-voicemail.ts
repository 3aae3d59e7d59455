import type { Voicemail } from '../../world/calling-settings.js';
import { ON_OFF, readArray, readObject, readWord, required } from './read-json.js';
import { refuseSettings } from './settings-refusals.js';

const MAX_TIMEOUT_SECONDS = 30;
const TRIGGERS = ['REJECT', 'TIMEOUT'] as const;

/** Reads `voicemail`; absent fields stay. */
export function readVoicemail(value: unknown): Partial<Voicemail> {
  const voicemail = readObject(value, 'voicemail', ['status', 'triggers', 'audio']);
  const status = readWord(voicemail.status, ON_OFF, 'invalidStatus');
  const audio = voicemail.audio === undefined ? {} : readAudio(voicemail.audio);
  return {
    ...(status === undefined ? {} : { status }),
    ...(voicemail.triggers === undefined ? {} : { triggers: readTriggers(voicemail.triggers) }),
    ...audio,
  };
}

function readTriggers(value: unknown): Voicemail['triggers'] {
  const path = 'voicemail.triggers';
  const triggers = readArray(value, path).map((item) =>
    required(readWord(item, TRIGGERS, 'invalidVoicemail'), path),
  );
  return [...new Set(triggers)];
}

function readAudio(value: unknown): Partial<Voicemail> {
  const path = 'voicemail.audio';
  const { default: general } = readObject(value, path, ['default']);
  const audio = readObject(required(general, `${path}.default`), `${path}.default`, [
    'announcement_media_id',
    'timeout_seconds',
  ]);
  const { announcement_media_id: mediaId, timeout_seconds: seconds } = audio;
  return {
    ...(mediaId === undefined ? {} : { announcementMediaId: readMediaId(mediaId) }),
    ...(seconds === undefined ? {} : { timeoutSeconds: readSeconds(seconds) }),
  };
}

/** An integer in Meta's sample; ids are texts elsewhere. */
function readMediaId(value: unknown): string {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !/^\d+$/.test(text)) {
    throw refuseSettings('invalidVoicemail', 'announcement_media_id');
  }
  return text;
}

function readSeconds(value: unknown): number {
  const isInteger = typeof value === 'number' && Number.isInteger(value);
  if (!isInteger || value < 0 || value > MAX_TIMEOUT_SECONDS) {
    throw refuseSettings('invalidVoicemail', `timeout_seconds is 0 to ${MAX_TIMEOUT_SECONDS}`);
  }
  return value;
}
