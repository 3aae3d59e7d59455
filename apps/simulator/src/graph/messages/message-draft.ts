import type { BusinessNumber, Consumer } from '../../world/assets.js';
import type { MessageCategory, MessageDraft } from '../../world/messages/message.js';
import { componentOf, type Template } from '../../world/messages/template.js';
import type { World } from '../../world/world.js';
import { callingError } from '../calling-errors.js';
import {
  type MessageHead,
  parseInteractive,
  parseTemplate,
  parseText,
  type TemplateBody,
} from './message-body.js';
import { messagingError } from './messaging-errors.js';
import { BUTTON_DEFAULTS, fillTemplate } from './template-filling.js';

type Body = Readonly<Record<string, unknown>>;
type Content = Omit<MessageDraft, 'number' | 'input' | 'consumer' | 'bizOpaqueCallbackData'>;

/** A recipient as it was written, and who that is. */
export interface Addressee {
  readonly input: string;
  readonly consumer: Consumer | undefined;
  /** By BSUID, not by phone number. */
  readonly isByUserId: boolean;
}

/** Meta prefers the number when both are given; signs that people write in numbers count for nothing. */
export function addresseeOf({ directory }: World, { recipient = '', to }: MessageHead): Addressee {
  const input = to ?? recipient;
  const key = to === undefined ? input : to.replace(/[^\d]/g, '');
  return { input, consumer: directory.consumer(key), isByUserId: to === undefined };
}

/** The message a body describes; what is wrong with it is thrown. */
export function draftOf(
  world: World,
  number: BusinessNumber,
  {
    addressee,
    body,
    head,
  }: { readonly addressee: Addressee; readonly body: Body; readonly head: MessageHead },
): MessageDraft {
  const { consumer, input, isByUserId } = addressee;
  return {
    number,
    input: isByUserId ? input : input.replace(/[^\d]/g, ''),
    consumer,
    bizOpaqueCallbackData: head.biz_opaque_callback_data,
    ...contentOf(world, number, { body, isByUserId, type: head.type }),
  };
}

function contentOf(
  world: World,
  number: BusinessNumber,
  {
    body,
    isByUserId,
    type,
  }: { readonly body: Body; readonly isByUserId: boolean; readonly type: string },
): Content {
  switch (type) {
    case 'text':
      return { kind: 'text', category: 'service', text: parseText(body), hasRequest: false };
    case 'interactive':
      return interactiveContent(body);
    case 'template':
      return templateContent(world, number, { sent: parseTemplate(body), isByUserId });
    default:
      throw messagingError('unsupportedType', `Message type ${type} is not supported`);
  }
}

function interactiveContent(body: Body): Content {
  const interactive = parseInteractive(body);
  if (interactive.type === 'call_permission_request') {
    const text = interactive.body?.text;
    return { kind: interactive.type, category: 'service', text, hasRequest: true };
  }
  const { parameters } = interactive.action;
  return {
    kind: interactive.type,
    category: 'service',
    text: interactive.body.text,
    hasRequest: false,
    button: {
      displayText: parameters.display_text ?? BUTTON_DEFAULTS.displayText,
      ttlMinutes: parameters.ttl_minutes ?? BUTTON_DEFAULTS.ttlMinutes,
      payload: parameters.payload,
    },
  };
}

function templateContent(
  world: World,
  number: BusinessNumber,
  { isByUserId, sent }: { readonly isByUserId: boolean; readonly sent: TemplateBody },
): Content {
  const template = sendableTemplate(world, number, sent);
  // One-time passwords go to phone numbers only.
  if (template.category === 'AUTHENTICATION' && isByUserId) {
    throw callingError('recipientUserIdUnsupported');
  }
  return {
    kind: 'template',
    category: template.category.toLowerCase() as MessageCategory,
    templateName: template.name,
    hasRequest: componentOf(template, 'CALL_PERMISSION_REQUEST') !== undefined,
    ...fillTemplate(template, sent),
  };
}

function sendableTemplate(
  { templates }: World,
  { wabaId }: BusinessNumber,
  { language, name }: TemplateBody,
): Template {
  const template = templates.byName({ wabaId, name, language: language.code });
  if (template?.status === 'PAUSED') throw messagingError('templatePaused');
  if (template?.status === 'DISABLED') throw messagingError('templateDisabled');
  if (template?.status === 'APPROVED') return template;
  throw messagingError(
    'noTemplate',
    `template name (${name}) does not exist in ${language.code} or is not approved`,
  );
}
