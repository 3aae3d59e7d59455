import type { SimCall } from '../world/call.js';
import type { WebhookValue } from './webhook-sender.js';

/** What Meta says when a call ended because no media came, and the like. */
export const FAILURE_TITLES: Readonly<Record<number, string>> = {
  138019: 'Call setup failed',
  138020: 'Relay connection failed',
  138021: 'Media receive timeout',
  138022: 'Media transmit timeout',
  138023: 'Call accepted but terminated with no media signals',
};

const ERRORS_PAGE =
  'https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/troubleshooting';

function seconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}

/** The `value` of a change: what it is about and what happened. */
function valueOf(call: SimCall, parts: Record<string, unknown>): WebhookValue {
  const { displayPhoneNumber, phoneNumberId } = call.number;
  const metadata = { display_phone_number: displayPhoneNumber, phone_number_id: phoneNumberId };
  return { messaging_product: 'whatsapp', metadata, ...parts };
}

function contacts(call: SimCall): unknown[] {
  const { name, userId, waId } = call.consumer;
  return [{ profile: { name }, wa_id: waId, user_id: userId }];
}

/** The fields of a `calls[]` element that connect and terminate share. */
function head(call: SimCall, event: 'connect' | 'terminate', nowMs: number): object {
  const { waId, userId } = call.consumer;
  const business = call.number.displayPhoneNumber;
  const parties =
    call.direction === 'USER_INITIATED'
      ? { from: waId, to: business, from_user_id: userId }
      : { from: business, to: waId, to_user_id: userId };
  return {
    id: call.wacid,
    ...parties,
    event,
    timestamp: seconds(nowMs),
    direction: call.direction,
    ...(call.ctaPayload === undefined ? {} : { cta_payload: call.ctaPayload }),
    ...(call.deeplinkPayload === undefined ? {} : { deeplink_payload: call.deeplinkPayload }),
    ...opaque(call),
  };
}

function opaque({ bizOpaqueCallbackData: data }: SimCall): object {
  return data === undefined ? {} : { biz_opaque_callback_data: data };
}

/** The `connect` webhook: Meta's offer of a user's call, or its answer to the business's offer. */
export function connectPayload(call: SimCall, nowMs: number): WebhookValue {
  const type = call.direction === 'USER_INITIATED' ? 'offer' : 'answer';
  const sdp = call.localSdp;
  const element = {
    ...head(call, 'connect', nowMs),
    session: { sdp_type: type, sdp },
    // The field from before general availability still travels with the business's calls.
    ...(type === 'answer'
      ? { connection: { webrtc: { sdp: JSON.stringify({ sdp, type }) } } }
      : {}),
  };
  return valueOf(call, { contacts: contacts(call), calls: [element] });
}

/** The status webhook of a business-initiated call. Meta's sample carries no contacts. */
export function statusPayload(
  call: SimCall,
  status: 'RINGING' | 'ACCEPTED' | 'REJECTED',
  nowMs: number,
): WebhookValue {
  const element = {
    id: call.wacid,
    timestamp: seconds(nowMs),
    type: 'call',
    status,
    recipient_id: call.consumer.waId,
    recipient_user_id: call.consumer.userId,
    ...opaque(call),
  };
  return valueOf(call, { statuses: [element] });
}

/** The `terminate` webhook. Times only when the call was picked up, errors only when it failed. */
export function terminatePayload(call: SimCall, nowMs: number): WebhookValue {
  const { end, endedAtMs = nowMs, pickedUpAtMs } = call;
  const times =
    pickedUpAtMs === undefined
      ? {}
      : {
          start_time: seconds(pickedUpAtMs),
          end_time: seconds(endedAtMs),
          duration: Math.floor(endedAtMs / 1000) - Math.floor(pickedUpAtMs / 1000),
        };
  const element = { ...head(call, 'terminate', nowMs), status: end?.status, ...times };
  const code = end?.errorCode;
  const message = code === undefined ? undefined : (FAILURE_TITLES[code] ?? 'Call failed');
  const error = { code, message, href: ERRORS_PAGE, error_data: { details: message } };
  return valueOf(call, {
    contacts: contacts(call),
    calls: [element],
    ...(code === undefined ? {} : { errors: [error] }),
  });
}
