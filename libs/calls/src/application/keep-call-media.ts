import type { TenantTransaction } from '#patchbay/database';
import { type Clock, uuidv7 } from '#patchbay/kernel';
import type { MetaDetailOf } from '#patchbay/meta';
import {
  callOfWacid,
  type CallMediaKind,
  insertCallMedia,
} from '../persistence/call-media.repository.js';

type MediaEventKind =
  'calls.call_recording_available' | 'calls.call_transcription_available' | 'messages.voicemail';

/** An event of Meta's about a file of a call, of the transaction's tenant. */
export interface CallMediaEvent {
  readonly detail: MetaDetailOf<MediaEventKind>;
  readonly occurredAt: Date;
  readonly traceparent: string | null;
}

const DAY_MS = 86_400_000;

/**
 * What Meta keeps for how long: recordings and transcripts 7 days (page "Call recording and
 * transcription", of 2026-06-30), media of messages 30 days (page "Media"); seen on 2026-11-21.
 */
const FILES: Readonly<Record<MediaEventKind, { kind: CallMediaKind; keptMs: number }>> = {
  'calls.call_recording_available': { kind: 'RECORDING', keptMs: 7 * DAY_MS },
  'calls.call_transcription_available': { kind: 'TRANSCRIPT', keptMs: 7 * DAY_MS },
  'messages.voicemail': { kind: 'VOICEMAIL', keptMs: 30 * DAY_MS },
};

/**
 * Keeps that Meta has a file of a call: the fetcher gets it, and then the tenant is told. The same
 * file again changes nothing. Undefined when the event names no file. Throws while the call is not
 * known yet, so that the event is tried again: these webhooks may overtake those of their call.
 */
export async function keepCallMedia(
  tx: TenantTransaction,
  { detail, occurredAt, traceparent }: CallMediaEvent,
  clock: Clock,
): Promise<readonly [] | undefined> {
  const { media, wacid, kind: event } = detail;
  if (media === undefined) return undefined;
  const callId = await callOfWacid(tx, wacid);
  if (callId === undefined) throw new Error('the call of a file is not known yet');
  const { kind, keptMs } = FILES[event];
  const file = {
    id: uuidv7(clock),
    callId,
    kind,
    metaMediaId: media.id,
    sha256: media.sha256 ?? null,
    mimeType: media.mimeType ?? null,
    traceparent,
    occurredAt,
    fetchUntil: new Date(occurredAt.getTime() + keptMs),
  };
  await insertCallMedia(tx, file, clock.now());
  return [];
}
