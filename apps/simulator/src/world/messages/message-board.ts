import type { Consumer } from '../assets.js';
import type { IncomingMessage, Message, SystemNote } from './message.js';

/** Old messages are forgotten, so that a long load test does not fill the memory. */
const KEPT_MESSAGES = 20_000;
const KEPT_IN_INBOX = 200;

/** What a user sees in the chats with businesses, the newest last. */
export type InboxItem = { readonly message: Message } | { readonly note: SystemNote };

/** Every message lately sent, either way. */
export class MessageBoard {
  readonly #sent = new Map<string, Message>();
  readonly #incoming = new Map<string, IncomingMessage>();
  readonly #inboxes = new Map<string, InboxItem[]>();

  addSent(message: Message): void {
    keep(this.#sent, message);
  }

  addIncoming(message: IncomingMessage): void {
    keep(this.#incoming, message);
  }

  sent(wamid: string): Message | undefined {
    return this.#sent.get(wamid);
  }

  incoming(wamid: string): IncomingMessage | undefined {
    return this.#incoming.get(wamid);
  }

  inbox(consumer: Consumer): readonly InboxItem[] {
    return this.#inboxes.get(consumer.waId) ?? [];
  }

  putInInbox(consumer: Consumer, item: InboxItem): void {
    const inbox = this.#inboxes.get(consumer.waId) ?? [];
    this.#inboxes.set(consumer.waId, inbox);
    inbox.push(item);
    if (inbox.length > KEPT_IN_INBOX) inbox.shift();
  }
}

function keep<T extends { readonly wamid: string }>(messages: Map<string, T>, message: T): void {
  messages.set(message.wamid, message);
  if (messages.size <= KEPT_MESSAGES) return;
  const [oldest] = messages.keys();
  if (oldest !== undefined) messages.delete(oldest);
}
