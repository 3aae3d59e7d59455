import { sendMessage } from '../../world/messages/deliver-message.js';
import type { Message } from '../../world/messages/message.js';
import type { World } from '../../world/world.js';
import { invalidParameter } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import { type GraphReply, type GraphRoute, SUCCESS } from '../graph-route.js';
import { parseHead, parsePart, readMarkSchema, requireProduct } from './message-body.js';
import { type Addressee, addresseeOf, draftOf } from './message-draft.js';
import { refuseUnlessSendable } from './message-rules.js';

/** `POST /{phone-number-id}/messages`: messages to users, and marks on theirs. */
export function sendRoutes(world: World): GraphRoute[] {
  return [
    {
      name: 'messages',
      method: 'POST',
      path: '/:id/messages',
      actionOf: ({ body: { status, type } }) => {
        if (status === 'read') return 'read';
        return typeof type === 'string' ? type : 'text';
      },
      handle: (request) =>
        request.body.status === undefined ? send(world, request) : markRead(world, request),
    },
  ];
}

function send(world: World, request: GraphRequest): GraphReply {
  const number = request.number(undefined, 'whatsapp_business_messaging');
  const head = parseHead(request.body);
  const addressee = addresseeOf(world, head);
  const draft = draftOf(world, number, { addressee, body: request.body, head });
  refuseUnlessSendable(world, draft);
  const message = sendMessage(world, draft);
  return { body: replyOf(message, addressee) };
}

/** The number of a user who hides it is told only to whoever gave it. */
function replyOf({ kind, wamid }: Message, { consumer, input, isByUserId }: Addressee): unknown {
  const isNumberTold = !isByUserId || consumer?.isNumberHidden === false;
  const contact = {
    input,
    ...(isNumberTold ? { wa_id: consumer?.waId ?? input.replace(/[^\d]/g, '') } : {}),
    ...(consumer === undefined ? {} : { user_id: consumer.userId }),
    ...(consumer?.parentUserId === undefined ? {} : { parent_user_id: consumer.parentUserId }),
  };
  return {
    messaging_product: 'whatsapp',
    contacts: [contact],
    messages: [{ id: wamid, ...(kind === 'template' ? { message_status: 'accepted' } : {}) }],
  };
}

function markRead(world: World, request: GraphRequest): GraphReply {
  const number = request.number(undefined, 'whatsapp_business_messaging');
  requireProduct(request.body);
  const { message_id: wamid } = parsePart(readMarkSchema, request.body);
  const message = world.messages.incoming(wamid);
  if (message?.number.phoneNumberId !== number.phoneNumberId) {
    throw invalidParameter(`Message ${wamid} was not received by this phone number`);
  }
  message.isRead = true;
  return SUCCESS;
}
