import { answerRequest } from '../permissions/user-decisions.js';
import { NotPossible, type World } from '../world.js';
import { type Message, type MessageDraft, type MessageFailure, newWamid } from './message.js';
import { type MessageStatus, messageStatusPayload } from './status-payload.js';

const UNDELIVERABLE: MessageFailure = {
  code: 131_026,
  title: 'Message undeliverable',
  details: 'The recipient is not on WhatsApp or uses a version that cannot show this message.',
};

const CLOSED_WINDOW: MessageFailure = {
  code: 131_047,
  title: 'Re-engagement message',
  details: 'More than 24 hours have passed since the recipient last wrote or called.',
};

/** Whether the business may write to the user in its own words. */
export function isWindowOpen(
  { clock, permissions }: World,
  { consumer, number }: Pick<MessageDraft, 'consumer' | 'number'>,
): boolean {
  if (consumer === undefined) return false;
  return permissions.pair(number, consumer).windowEndsAtMs(clock.nowMs()) !== undefined;
}

/** What the business is told later, after its message was taken. */
function failureOf(world: World, draft: MessageDraft): MessageFailure | undefined {
  const { button, consumer, hasRequest, kind } = draft;
  if (kind !== 'template' && !isWindowOpen(world, draft)) return CLOSED_WINDOW;
  if (consumer === undefined) return UNDELIVERABLE;
  const wantsNewClient = hasRequest || button !== undefined;
  return wantsNewClient && consumer.hasOldClient ? UNDELIVERABLE : undefined;
}

/** Takes a message that nothing forbids; its statuses follow by webhook. */
export function sendMessage(world: World, draft: MessageDraft): Message {
  const message: Message = {
    ...draft,
    wamid: newWamid(),
    sentAtMs: world.clock.nowMs(),
    failure: failureOf(world, draft),
    deliveredAtMs: undefined,
    readAtMs: undefined,
  };
  world.messages.addSent(message);
  countMessage(world, message);
  // After the reply that tells the business the message's id.
  setImmediate(() => {
    dispatch(world, message);
  });
  return message;
}

function countMessage(world: World, message: Message): void {
  const { consumer, failure, hasRequest, number, sentAtMs, wamid } = message;
  if (consumer === undefined || failure === CLOSED_WINDOW) return;
  const pair = world.permissions.pair(number, consumer);
  if (hasRequest) pair.requestSent(wamid, sentAtMs);
  if (!hasRequest || world.switches.isRequestAConversation) pair.hasConversation = true;
}

function dispatch(world: World, message: Message): void {
  const { consumer, failure } = message;
  if (failure !== undefined || consumer === undefined) {
    tell(world, message, 'failed');
    return;
  }
  tell(world, message, 'sent');
  if (world.directory.behaviour(consumer).onMessage !== 'hold') deliverMessage(world, message);
}

/** The message reaches the user's phone. A request counts its 7 days from here. */
export function deliverMessage(world: World, message: Message): void {
  const { consumer, deliveredAtMs, failure, number, wamid } = message;
  if (consumer === undefined || failure !== undefined) {
    throw new NotPossible('this message has failed');
  }
  if (deliveredAtMs !== undefined) throw new NotPossible('this message was delivered before');
  message.deliveredAtMs = world.clock.nowMs();
  world.messages.putInInbox(consumer, { message });
  world.permissions.pair(number, consumer).requestDelivered(wamid, message.deliveredAtMs);
  tell(world, message, 'delivered');
  const { onMessage, onPermissionRequest } = world.directory.behaviour(consumer);
  if (onMessage === 'read') readMessage(world, message);
  if (message.hasRequest && onPermissionRequest !== 'ignore') {
    answerRequest(world, message, onPermissionRequest);
  }
}

/** The user looks at the message. */
export function readMessage(world: World, message: Message): void {
  if (message.deliveredAtMs === undefined) throw new NotPossible('it was not delivered yet');
  if (message.readAtMs !== undefined) throw new NotPossible('this message was read before');
  message.readAtMs = world.clock.nowMs();
  tell(world, message, 'read');
}

function tell(world: World, message: Message, status: MessageStatus): void {
  const { consumer, number } = message;
  world.sender.send({
    field: 'messages',
    kind: status,
    about: { number },
    ...(consumer === undefined ? {} : { consumer }),
    value: messageStatusPayload(message, status, {
      hasContacts: world.switches.hasContactsOnStatuses,
      nowMs: world.clock.nowMs(),
    }),
  });
}
