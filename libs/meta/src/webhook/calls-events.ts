import { z } from 'zod';
import { type CallChange, callChangeOf, callStatusOf, dedupeKeyOf } from './call-changes.js';
import { type BesideCall, type Call, callSchema, consumerOf, directionOf } from './calls-value.js';
import { defined, lenientOne } from './lenient.js';
import { mediaField } from './media-file.js';
import { type CallsDetail, type ParsedEvent } from './meta-event.js';
import { type NumberValue } from './number-value.js';

const recordingSchema = z.object({ call_recording: lenientOne(z.object({ audio: mediaField })) });
const transcriptSchema = z.object({
  call_transcript: lenientOne(z.object({ document: mediaField })),
});

function fromChange(change: CallChange, phoneNumberId: string): ParsedEvent {
  const { atMs, consumer } = change;
  // The kind and the event of the change are the same word.
  const detail = { kind: `calls.${change.event}`, change } as CallsDetail;
  return { detail, atMs, consumer, key: dedupeKeyOf(phoneNumberId, change) };
}

function detailOf(raw: unknown, call: Call, beside: BesideCall): CallsDetail | undefined {
  const { id: wacid } = call;
  switch (call.event) {
    case 'call_created':
      return {
        kind: 'calls.call_created',
        wacid,
        direction: directionOf(call, beside),
        ...defined({ bizOpaqueCallbackData: call.biz_opaque_callback_data }),
      };
    case 'call_recording_available': {
      const media = recordingSchema.safeParse(raw).data?.call_recording?.audio;
      return { kind: 'calls.call_recording_available', wacid, ...defined({ media }) };
    }
    // Meta has written it both ways.
    case 'call_transcription_available':
    case 'call_transcript_available': {
      const media = transcriptSchema.safeParse(raw).data?.call_transcript?.document;
      return { kind: 'calls.call_transcription_available', wacid, ...defined({ media }) };
    }
    default:
      return undefined;
  }
}

/** An element of `calls[]`. */
export function callEvent(raw: unknown, { phoneNumberId, beside }: NumberValue) {
  const change = callChangeOf(raw, beside);
  if (change !== undefined) return fromChange(change, phoneNumberId);
  const call = callSchema.safeParse(raw).data;
  const detail = call && detailOf(raw, call, beside);
  if (call === undefined || detail === undefined) return undefined;
  const atMs = call.timestamp * 1000;
  const consumer = consumerOf(call, directionOf(call, beside), beside);
  const event = detail.kind.slice('calls.'.length);
  const key = ['calls', phoneNumberId, call.id, event, '', atMs].join(':');
  return { detail, atMs, consumer, key } satisfies ParsedEvent;
}

/** An element of `statuses[]` of the field `calls`. */
export function callStatusEvent(raw: unknown, { phoneNumberId }: NumberValue) {
  const change = callStatusOf(raw);
  return change && fromChange(change, phoneNumberId);
}
