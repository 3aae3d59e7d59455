import { contactOf, partyOf, seconds, valueOf } from '../../webhooks/parties.js';
import type { BusinessNumber, Consumer } from '../assets.js';
import { NotPossible, type World } from '../world.js';
import { type IncomingMessage, newWamid } from './message.js';

/** The user writes a text, which opens the customer service window. */
export function writeToBusiness(
  world: World,
  { consumer, number, text }: Pick<IncomingMessage, 'consumer' | 'number' | 'text'>,
): IncomingMessage {
  const atMs = world.clock.nowMs();
  const message = { wamid: newWamid(), number, consumer, text, atMs, isRead: false };
  world.messages.addIncoming(message);
  world.events.emit('consumer.wrote', { number, consumer });
  world.sender.send({
    field: 'messages',
    kind: 'text',
    about: { number },
    consumer,
    value: valueOf(number, {
      contacts: [contactOf(consumer)],
      messages: [
        {
          ...partyOf(consumer, 'from'),
          id: message.wamid,
          timestamp: seconds(atMs),
          type: 'text',
          text: { body: text },
        },
      ],
    }),
  });
  return message;
}

/**
 * The user's BSUID changes, as it does with a new phone number. Numbers that have spoken with the
 * user are told by a system message, which carries no contacts.
 */
export function changeUserId(world: World, consumer: Consumer, userId: string): Consumer {
  if (world.directory.consumer(userId) !== undefined) {
    throw new NotPossible(`the id ${userId} belongs to somebody already`);
  }
  const changed = world.directory.putConsumer({ ...consumer, userId });
  for (const number of world.directory.numbers) {
    if (world.permissions.pair(number, consumer).hasConversation) {
      tellOfNewId(world, number, { before: consumer, after: changed });
    }
  }
  return changed;
}

function tellOfNewId(
  world: World,
  number: BusinessNumber,
  { after, before }: { readonly before: Consumer; readonly after: Consumer },
): void {
  world.sender.send({
    field: 'messages',
    kind: 'user_changed_user_id',
    about: { number },
    consumer: after,
    value: valueOf(number, {
      messages: [
        {
          ...partyOf(before, 'from'),
          id: newWamid(),
          timestamp: seconds(world.clock.nowMs()),
          type: 'system',
          system: {
            body: `User ${before.name} changed from ${before.userId} to ${after.userId}`,
            user_id: after.userId,
            type: 'user_changed_user_id',
          },
        },
      ],
    }),
  });
}
