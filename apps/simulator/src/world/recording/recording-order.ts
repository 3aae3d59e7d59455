import { z } from 'zod';

/** Languages in which Meta tells the user that the call is recorded. */
export const ANNOUNCEMENT_LANGUAGES = [
  'en',
  'en_US',
  'en_AU',
  'en_CA',
  'en_GB',
  'en_IN',
  'en_NZ',
  'nl',
  'fr',
  'de',
  'hi',
  'it',
  'kn',
  'pt',
  'es',
  'es_ES',
  'te',
  'vi',
] as const;

/** The longest purpose that is announced. */
const MAX_PURPOSE_LENGTH = 250;

/** `recording` or `transcription` of `connect` and `accept`. */
export const recordingOrderSchema = z.object({
  status: z.enum(['ENABLED', 'DISABLED']),
  purpose: z.string().min(1).max(MAX_PURPOSE_LENGTH),
  announcement_language: z.enum(ANNOUNCEMENT_LANGUAGES).optional(),
});

export type RecordingOrder = z.output<typeof recordingOrderSchema>;

/** What the user is told before the call goes on. */
export interface Announcement {
  readonly purpose: string;
  readonly language: string;
}

interface Orders {
  readonly recording?: RecordingOrder | undefined;
  readonly transcription?: RecordingOrder | undefined;
}

/** The one announcement of a call: with both ordered, the recording's words are spoken. */
export function announcementOf({ recording, transcription }: Orders): Announcement | undefined {
  const order = [recording, transcription].find((o) => o?.status === 'ENABLED');
  if (order === undefined) return undefined;
  return { purpose: order.purpose, language: order.announcement_language ?? 'en' };
}
