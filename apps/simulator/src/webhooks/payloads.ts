import type { SimCall } from '../world/call.js';
import type { World } from '../world/world.js';
import { contactOf, partyOf, seconds, valueOf } from './parties.js';
import type { WebhookValue } from './webhook-sender.js';

/** What the writers of payloads need to know besides the call. */
export type PayloadWorld = Pick<World, 'clock' | 'switches'>;

/** Codes that come in `errors` of a terminate webhook, with Meta's titles. */
export const FAILURE_TITLES: Readonly<Record<number, string>> = {
  131044: 'Business eligibility payment issue',
  138019: 'Call setup failed',
  138020: 'Relay connection failed',
  138021: 'Media receive timeout',
  138022: 'Media transmit timeout',
  138023: 'Call accepted but terminated with no media signals',
};

const ERRORS_PAGE =
  'https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/troubleshooting';

/** `contacts`, where the direction's samples carry it. */
function contacts({ switches }: PayloadWorld, call: SimCall): object {
  const isShown = call.direction === 'USER_INITIATED' || switches.hasContactsOnBusinessCalls;
  return isShown ? { contacts: [contactOf(call.consumer)] } : {};
}

/** The fields of a `calls[]` element that connect, call_created and terminate share. */
function head(
  { clock, switches }: PayloadWorld,
  call: SimCall,
  event: 'connect' | 'call_created' | 'terminate',
): object {
  const business = call.number.displayPhoneNumber;
  const parties =
    call.direction === 'USER_INITIATED'
      ? { ...partyOf(call.consumer, 'from'), to: business }
      : { from: business, ...partyOf(call.consumer, 'to') };
  const isDirected = event !== 'connect' || switches.hasDirection;
  return {
    id: call.wacid,
    ...parties,
    event,
    timestamp: seconds(clock.nowMs()),
    ...(isDirected ? { direction: call.direction } : {}),
    ...(call.ctaPayload === undefined ? {} : { cta_payload: call.ctaPayload }),
    ...(call.deeplinkPayload === undefined ? {} : { deeplink_payload: call.deeplinkPayload }),
    ...opaque(call),
  };
}

function opaque({ bizOpaqueCallbackData: data }: SimCall): object {
  return data === undefined ? {} : { biz_opaque_callback_data: data };
}

/** The `connect` webhook: Meta's offer of a user's call, or its answer to the business's offer. */
export function connectPayload(world: PayloadWorld, call: SimCall): WebhookValue {
  const type = call.direction === 'USER_INITIATED' ? 'offer' : 'answer';
  const sdp = call.localSdp;
  const isLegacyToo = type === 'answer' && world.switches.hasLegacyConnection;
  const element = {
    ...head(world, call, 'connect'),
    session: { sdp_type: type, sdp },
    // The field from before general availability: a text that holds JSON.
    ...(isLegacyToo ? { connection: { webrtc: { sdp: JSON.stringify({ sdp, type }) } } } : {}),
  };
  return valueOf(call.number, { ...contacts(world, call), calls: [element] });
}

/** A SIP call is attempted: `connect` without its session, since SDP travels in the INVITE. */
export function callCreatedPayload(world: PayloadWorld, call: SimCall): WebhookValue {
  const element = head(world, call, 'call_created');
  return valueOf(call.number, { contacts: [contactOf(call.consumer)], calls: [element] });
}

/** The status webhook of a business-initiated call. */
export function statusPayload(
  { clock, switches }: PayloadWorld,
  call: SimCall,
  status: 'RINGING' | 'ACCEPTED' | 'REJECTED',
): WebhookValue {
  const element = {
    id: call.wacid,
    timestamp: seconds(clock.nowMs()),
    type: 'call',
    status,
    ...partyOf(call.consumer, 'recipient'),
    ...opaque(call),
  };
  return valueOf(call.number, {
    ...(switches.hasContactsOnStatuses ? { contacts: [contactOf(call.consumer)] } : {}),
    statuses: [element],
  });
}

/** The end's status; samples and tables differ in its case. */
function endStatus({ switches }: PayloadWorld, { end }: SimCall): string {
  const status = end?.status ?? 'COMPLETED';
  if (switches.terminateStatusCase === 'upper') return status;
  return status === 'COMPLETED' ? 'Completed' : 'Failed';
}

/** The `terminate` webhook. Times only when the call was picked up, errors only when it failed. */
export function terminatePayload(world: PayloadWorld, call: SimCall): WebhookValue {
  const { end, endedAtMs = world.clock.nowMs(), pickedUpAtMs } = call;
  const times =
    pickedUpAtMs === undefined
      ? {}
      : {
          start_time: seconds(pickedUpAtMs),
          end_time: seconds(endedAtMs),
          duration: Math.floor(endedAtMs / 1000) - Math.floor(pickedUpAtMs / 1000),
        };
  const element = { ...head(world, call, 'terminate'), status: endStatus(world, call), ...times };
  const code = end?.errorCode;
  const message = code === undefined ? undefined : (FAILURE_TITLES[code] ?? 'Call failed');
  const error = { code, message, href: ERRORS_PAGE, error_data: { details: message } };
  return valueOf(call.number, {
    ...contacts(world, call),
    calls: [element],
    ...(code === undefined ? {} : { errors: [error] }),
  });
}
