import { z } from 'zod';
import type { GraphClient, GraphNumber } from './graph-client.js';
import type { MetaError } from './meta-error.js';

/** A message by which a business asks a user for calls, or gives the user a button that calls. */
export type CallMessageContent =
  /** Only while the customer service window is open. A header or footer is not possible. */
  | { readonly kind: 'call_permission_request'; readonly body?: string | undefined }
  /** Only while a customer service or conversation window is open. */
  | {
      readonly kind: 'voice_call';
      readonly body: string;
      readonly displayText?: string | undefined;
      /** Minutes from the sending on. */
      readonly ttlMinutes?: number | undefined;
      /** Comes back as `cta_payload` of the call. */
      readonly payload?: string | undefined;
    }
  /** Goes at any time; what it is follows from the template. */
  | {
      readonly kind: 'template';
      readonly name: string;
      readonly language: string;
      readonly headerParameters?: readonly string[] | undefined;
      readonly bodyParameters?: readonly string[] | undefined;
      /** What the template's call button does in this message. */
      readonly button?:
        | { readonly ttlMinutes?: number | undefined; readonly payload?: string | undefined }
        | undefined;
    };

export interface CallMessage {
  /** Digits with the country code; Meta prefers it when both are there. */
  readonly to?: string | undefined;
  /** The business-scoped user id. */
  readonly recipient?: string | undefined;
  readonly content: CallMessageContent;
  /** At most 512 characters; Meta echoes it in the statuses of the message. */
  readonly bizOpaqueCallbackData: string;
}

/**
 * What became of a message. `unknown`: Meta may have taken it, so it must not be sent again; its
 * statuses carry `bizOpaqueCallbackData`.
 */
export type SendOutcome =
  | { readonly kind: 'sent'; readonly wamid: string }
  | { readonly kind: 'refused'; readonly error: MetaError }
  | { readonly kind: 'not_sent' | 'unknown'; readonly reason: string };

const replySchema = z.object({ messages: z.array(z.object({ id: z.string().min(1) })).min(1) });

/**
 * `POST /{phone-number-id}/messages`, once: it is never repeated here, and must not be by the caller
 * after `unknown`. Fields: Meta's pages "Obtain User Call Permissions" and "Send WhatsApp Call Button
 * Messages and Deep Links". https://developers.facebook.com/docs/whatsapp/cloud-api/calling
 */
export async function sendMessage(
  client: GraphClient,
  number: GraphNumber,
  message: CallMessage,
): Promise<SendOutcome> {
  const outcome = await client.request({
    method: 'POST',
    path: `/${encodeURIComponent(number.phoneNumberId)}/messages`,
    accessToken: number.accessToken,
    body: messageBody(message),
    action: 'send_message',
  });
  if (outcome.kind !== 'done') return outcome;
  const wamid = replySchema.safeParse(outcome.body).data?.messages[0]?.id;
  return wamid === undefined
    ? { kind: 'unknown', reason: 'an answer without the id of the message' }
    : { kind: 'sent', wamid };
}

function messageBody(message: CallMessage): Record<string, unknown> {
  const { to, recipient, content, bizOpaqueCallbackData } = message;
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...(to !== undefined && { to }),
    ...(to === undefined && { recipient }),
    ...contentBody(content),
    biz_opaque_callback_data: bizOpaqueCallbackData,
  };
}

function contentBody(content: CallMessageContent): Record<string, unknown> {
  switch (content.kind) {
    case 'call_permission_request':
      return interactive({
        type: content.kind,
        action: { name: content.kind },
        ...(content.body !== undefined && { body: { text: content.body } }),
      });
    case 'voice_call':
      return interactive({
        type: content.kind,
        body: { text: content.body },
        action: { name: content.kind, parameters: buttonParameters(content) },
      });
    case 'template':
      return { type: 'template', template: templateBody(content) };
  }
}

function interactive(body: object): Record<string, unknown> {
  return { type: 'interactive', interactive: body };
}

type ContentOf<Kind> = Extract<CallMessageContent, { kind: Kind }>;

function buttonParameters({ displayText, ttlMinutes, payload }: ContentOf<'voice_call'>): object {
  return {
    ...(displayText !== undefined && { display_text: displayText }),
    ...(ttlMinutes !== undefined && { ttl_minutes: ttlMinutes }),
    ...(payload !== undefined && { payload }),
  };
}

function templateBody(template: ContentOf<'template'>): object {
  const components = [
    ...textComponent('header', template.headerParameters),
    ...textComponent('body', template.bodyParameters),
    ...buttonComponent(template.button),
  ];
  return {
    name: template.name,
    language: { code: template.language },
    ...(components.length > 0 && { components }),
  };
}

function textComponent(type: string, texts: readonly string[] = []): object[] {
  if (texts.length === 0) return [];
  return [{ type, parameters: texts.map((text) => ({ type: 'text', text })) }];
}

/** Without an `index`, as in Meta's sample: a template has one call button at most. */
function buttonComponent({ ttlMinutes, payload }: ContentOf<'template'>['button'] = {}): object[] {
  const parameters = [
    ...(ttlMinutes === undefined ? [] : [{ type: 'ttl_minutes', ttl_minutes: ttlMinutes }]),
    ...(payload === undefined ? [] : [{ type: 'payload', payload }]),
  ];
  return parameters.length === 0 ? [] : [{ type: 'button', sub_type: 'voice_call', parameters }];
}
