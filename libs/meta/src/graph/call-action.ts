/** What Meta keeps of a call when it is asked to; it tells both sides the purpose before. */
export interface CallCapture {
  /** At most 250 characters. */
  readonly purpose: string;
  /** One of CAPTURE_LANGUAGES; the consumer's own where it is missing. */
  readonly announcementLanguage?: string;
}

export interface CallCaptures {
  readonly recording?: CallCapture;
  readonly transcription?: CallCapture;
}

/**
 * The languages in which Meta announces a recording.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/calling/call-recording (30 June 2026)
 */
export const CAPTURE_LANGUAGES = [
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

/**
 * The five actions of `POST /{phone-number-id}/calls`.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/calling/reference
 */
export type CallAction =
  | ({
      readonly action: 'connect';
      readonly to?: string;
      readonly recipient?: string;
      readonly sdp: string;
      readonly bizOpaqueCallbackData: string;
    } & CallCaptures)
  | { readonly action: 'pre_accept'; readonly wacid: string; readonly sdp: string }
  | ({
      readonly action: 'accept';
      readonly wacid: string;
      readonly sdp: string;
      readonly bizOpaqueCallbackData?: string;
    } & CallCaptures)
  | { readonly action: 'reject' | 'terminate'; readonly wacid: string };

function captureBody({ purpose, announcementLanguage }: CallCapture): Record<string, string> {
  return {
    status: 'ENABLED',
    purpose,
    ...(announcementLanguage !== undefined && { announcement_language: announcementLanguage }),
  };
}

function capturesBody({ recording, transcription }: CallCaptures): Record<string, unknown> {
  return {
    ...(recording && { recording: captureBody(recording) }),
    ...(transcription && { transcription: captureBody(transcription) }),
  };
}

/** The JSON body of an action, as Meta documents it. */
export function callActionBody(call: CallAction): Record<string, unknown> {
  const head = { messaging_product: 'whatsapp', action: call.action };
  switch (call.action) {
    case 'connect':
      return {
        ...head,
        ...(call.to === undefined ? {} : { to: call.to }),
        ...(call.recipient === undefined ? {} : { recipient: call.recipient }),
        session: { sdp_type: 'offer', sdp: call.sdp },
        biz_opaque_callback_data: call.bizOpaqueCallbackData,
        ...capturesBody(call),
      };
    case 'pre_accept':
      return { ...head, call_id: call.wacid, session: { sdp_type: 'answer', sdp: call.sdp } };
    case 'accept':
      return {
        ...head,
        call_id: call.wacid,
        session: { sdp_type: 'answer', sdp: call.sdp },
        ...(call.bizOpaqueCallbackData !== undefined && {
          biz_opaque_callback_data: call.bizOpaqueCallbackData,
        }),
        ...capturesBody(call),
      };
    case 'reject':
    case 'terminate':
      return { ...head, call_id: call.wacid };
  }
}
