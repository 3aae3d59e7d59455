import { randomBytes } from 'node:crypto';
import type { BusinessNumber, Consumer } from '../assets.js';

/** A button that calls the business, in the chat of a user. */
export interface CallButton {
  readonly displayText: string;
  /** Minutes from the sending on. */
  readonly ttlMinutes: number;
  /** Comes back as `cta_payload`. */
  readonly payload: string | undefined;
}

/** What Meta prices a message as. */
export type MessageCategory = 'service' | 'utility' | 'marketing' | 'authentication';

/** A business's message before it is sent. */
export interface MessageDraft {
  readonly number: BusinessNumber;
  /** The recipient as the business wrote it. */
  readonly input: string;
  /** Undefined when nobody has that number or id: only the failure tells. */
  readonly consumer: Consumer | undefined;
  readonly kind: 'text' | 'call_permission_request' | 'voice_call' | 'template';
  readonly category: MessageCategory;
  readonly templateName?: string | undefined;
  readonly header?: string | undefined;
  readonly text?: string | undefined;
  readonly footer?: string | undefined;
  /** Whether it asks for the permission to call, in whatever form. */
  readonly hasRequest: boolean;
  readonly button?: CallButton | undefined;
  readonly bizOpaqueCallbackData?: string | undefined;
}

/** Why a message did not arrive, in the words of its `failed` status. */
export interface MessageFailure {
  readonly code: number;
  readonly title: string;
  readonly details: string;
}

/** A business's message. Times are business time in milliseconds. */
export interface Message extends MessageDraft {
  readonly wamid: string;
  readonly sentAtMs: number;
  readonly failure: MessageFailure | undefined;
  deliveredAtMs: number | undefined;
  readAtMs: number | undefined;
}

/** What a user wrote to a business. */
export interface IncomingMessage {
  readonly wamid: string;
  readonly number: BusinessNumber;
  readonly consumer: Consumer;
  readonly text: string;
  readonly atMs: number;
  isRead: boolean;
}

/** A line that WhatsApp itself put into a chat. No business hears of it. */
export interface SystemNote {
  readonly number: BusinessNumber;
  readonly kind: 'reconsider_permission' | 'permission_revoked';
  readonly text: string;
  readonly atMs: number;
}

export function newWamid(): string {
  return `wamid.HBgL${randomBytes(21).toString('base64url')}`;
}

/** When a call button stops working. */
export function buttonEndsAtMs({ button, sentAtMs }: Message): number | undefined {
  return button === undefined ? undefined : sentAtMs + button.ttlMinutes * 60_000;
}
