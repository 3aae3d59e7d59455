import { contactOf, partyOf, seconds, valueOf } from '../../webhooks/parties.js';
import type { WebhookValue } from '../../webhooks/webhook.js';
import type { BusinessNumber, Consumer } from '../assets.js';
import { newWamid } from '../messages/message.js';
import type { Switches } from '../switches.js';
import type { PermissionState } from './permission-pair.js';

/** A decision about calls, as the business hears of it. */
export interface PermissionReply {
  readonly number: BusinessNumber;
  readonly consumer: Consumer;
  /** The request's wamid or the call's wacid it follows; absent when it follows neither. */
  readonly contextId?: string | undefined;
  /** The permission from now on. */
  readonly state: PermissionState;
  readonly source: 'user_action' | 'automatic';
}

type Spelling = Pick<Switches, 'replyExpiryType' | 'replyContextFrom'>;

function expiryOf({ expiresAtMs }: PermissionState, type: Switches['replyExpiryType']): object {
  if (expiresAtMs === undefined) return {};
  const text = seconds(expiresAtMs);
  return { expiration_timestamp: type === 'string' ? text : Number(text) };
}

function contextOf({ consumer, contextId, number }: PermissionReply, from: string): object {
  if (contextId === undefined) return {};
  const { displayPhoneNumber } = number;
  // A hidden number is hidden here too.
  const customer = consumer.isNumberHidden ? {} : { from: consumer.waId };
  return {
    context: { ...(from === 'customer' ? customer : { from: displayPhoneNumber }), id: contextId },
  };
}

/**
 * The `call_permission_reply`, field `messages`. Meta's page "Obtain user call permissions":
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/user-call-permissions
 */
export function permissionReplyPayload(
  reply: PermissionReply,
  nowMs: number,
  { replyContextFrom, replyExpiryType }: Spelling,
): WebhookValue {
  const { consumer, number, source, state } = reply;
  const isAccepted = state.status !== 'no_permission';
  const answer = {
    response: isAccepted ? 'accept' : 'reject',
    ...(isAccepted ? { is_permanent: state.status === 'permanent' } : {}),
    ...expiryOf(state, replyExpiryType),
    response_source: source,
  };
  const element = {
    ...contextOf(reply, replyContextFrom),
    ...partyOf(consumer, 'from'),
    id: newWamid(),
    timestamp: seconds(nowMs),
    type: 'interactive',
    interactive: { type: 'call_permission_reply', call_permission_reply: answer },
  };
  return valueOf(number, { contacts: [contactOf(consumer)], messages: [element] });
}
