import { buttonEndsAtMs, type Message } from '../world/messages/message.js';
import type { InboxItem } from '../world/messages/message-board.js';
import { expiryOf } from '../world/permissions/permission-request.js';
import type { World } from '../world/world.js';

/** What control shows of a business's message: as the user's phone would. */
export function viewMessage(world: World, message: Message): Record<string, unknown> {
  const { deliveredAtMs, failure, kind, number, readAtMs, sentAtMs, wamid } = message;
  return {
    wamid,
    phoneNumberId: number.phoneNumberId,
    kind,
    templateName: message.templateName ?? null,
    header: message.header ?? null,
    text: message.text ?? null,
    footer: message.footer ?? null,
    sentAtMs,
    deliveredAtMs: deliveredAtMs ?? null,
    readAtMs: readAtMs ?? null,
    failure: failure ?? null,
    request: viewRequest(world, message),
    button: viewButton(world, message),
  };
}

function viewRequest({ clock, permissions }: World, message: Message): unknown {
  const { consumer, hasRequest, number, wamid } = message;
  if (!hasRequest || consumer === undefined) return null;
  const request = permissions.pair(number, consumer).requests.find((r) => r.wamid === wamid);
  if (request === undefined) return { answer: null, expired: 'the request is not there any more' };
  return {
    answer: request.decision ?? null,
    expired: expiryOf(request, clock.nowMs()) ?? null,
  };
}

function viewButton({ clock }: World, message: Message): unknown {
  const { button } = message;
  const endsAtMs = buttonEndsAtMs(message);
  if (button === undefined || endsAtMs === undefined) return null;
  return { displayText: button.displayText, endsAtMs, isWorking: clock.nowMs() < endsAtMs };
}

/** An item of a chat: a message, or a line that WhatsApp put there. */
export function viewInboxItem(world: World, item: InboxItem): unknown {
  if ('message' in item) return viewMessage(world, item.message);
  const { atMs, kind, number, text } = item.note;
  return { phoneNumberId: number.phoneNumberId, kind, text, deliveredAtMs: atMs };
}

/** Whom an item comes from. */
export function senderOf(item: InboxItem): string {
  return 'message' in item ? item.message.number.phoneNumberId : item.note.number.phoneNumberId;
}
