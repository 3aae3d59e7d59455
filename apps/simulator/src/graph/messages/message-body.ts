import { z } from 'zod';
import { type GraphError, invalidParameter } from '../graph-error.js';
import { messagingError } from './messaging-errors.js';

const MAX_TEXT = 4096;
const MAX_INTERACTIVE_TEXT = 1024;
/** Of a payload or of opaque data, Meta's limit. */
export const MAX_PAYLOAD = 512;
export const MAX_BUTTON_TEXT = 20;
/** 30 days. */
export const MAX_TTL_MINUTES = 43_200;

const address = z.union([z.string().min(1), z.number().int().positive()]).transform(String);

const headSchema = z.object({
  to: address.optional(),
  recipient: z.string().min(1).optional(),
  recipient_type: z.literal('individual').default('individual'),
  type: z.string().default('text'),
  biz_opaque_callback_data: z.string().max(MAX_PAYLOAD).optional(),
});

const textSchema = z.object({ body: z.string().min(1).max(MAX_TEXT) });

const interactiveText = z.object({ text: z.string().min(1).max(MAX_INTERACTIVE_TEXT) });
const notThere = z.never({ error: 'is not supported in a call permission request' }).optional();

const requestSchema = z.object({
  type: z.literal('call_permission_request'),
  action: z.object({ name: z.literal('call_permission_request') }),
  body: interactiveText.optional(),
  header: notThere,
  footer: notThere,
});

const ttlMinutes = z.number().int().min(1).max(MAX_TTL_MINUTES);
const payload = z.string().max(MAX_PAYLOAD);

const voiceCallSchema = z.object({
  type: z.literal('voice_call'),
  body: interactiveText,
  action: z.object({
    name: z.literal('voice_call'),
    parameters: z
      .object({
        display_text: z.string().min(1).max(MAX_BUTTON_TEXT).optional(),
        ttl_minutes: ttlMinutes.optional(),
        payload: payload.optional(),
      })
      .default({}),
  }),
});

const lowerCase = z.string().transform((text) => text.toLowerCase());

const templateSchema = z.object({
  name: z.string().min(1),
  language: z.object({ code: z.string().min(1) }),
  components: z
    .array(
      z.object({
        type: lowerCase,
        sub_type: lowerCase.optional(),
        parameters: z
          .array(
            z.object({
              type: z.string(),
              text: z.string().optional(),
              ttl_minutes: ttlMinutes.optional(),
              payload: payload.optional(),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

export type MessageHead = z.output<typeof headSchema>;
export type VoiceCallBody = z.output<typeof voiceCallSchema>;
export type RequestBody = z.output<typeof requestSchema>;
export type TemplateBody = z.output<typeof templateSchema>;

/** A read message: `status` in place of a recipient. */
export const readMarkSchema = z.object({
  status: z.literal('read'),
  message_id: z.string().min(1),
});

/** Reads a part of the body; what is missing is 131008, what is wrong 131009. */
export function parsePart<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  at = '',
): z.output<Schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw errorOf(issue, at);
}

function errorOf(issue: z.core.$ZodIssue | undefined, at: string): GraphError {
  const path = [at, ...(issue?.path ?? [])].filter((part) => part !== '').join('.');
  const isMissing = issue?.code === 'invalid_type' && issue.input === undefined;
  return isMissing
    ? messagingError('missingParameter', `The parameter ${path} is required.`)
    : messagingError('invalidValue', `Parameter ${path} ${issue?.message ?? 'is invalid'}`);
}

/** Whom the message is for and what it is. */
export function parseHead(body: Readonly<Record<string, unknown>>): MessageHead {
  requireProduct(body);
  const head = parsePart(headSchema, body);
  if (head.to === undefined && head.recipient === undefined) {
    throw messagingError('missingParameter', 'The parameter to or recipient is required.');
  }
  return head;
}

export function requireProduct(body: Readonly<Record<string, unknown>>): void {
  if (body.messaging_product === 'whatsapp') return;
  throw invalidParameter('The parameter messaging_product is required and must be whatsapp.');
}

export function parseText({ text }: Readonly<Record<string, unknown>>): string {
  return parsePart(textSchema, text, 'text').body;
}

export function parseTemplate({ template }: Readonly<Record<string, unknown>>): TemplateBody {
  return parsePart(templateSchema, template, 'template');
}

/** A call permission request or a call button; nothing else is interactive here. */
export function parseInteractive({
  interactive,
}: Readonly<Record<string, unknown>>): RequestBody | VoiceCallBody {
  const { type } = parsePart(z.object({ type: z.string() }), interactive, 'interactive');
  if (type === 'voice_call') return parsePart(voiceCallSchema, interactive, 'interactive');
  if (type === 'call_permission_request') {
    return parsePart(requestSchema, interactive, 'interactive');
  }
  throw messagingError(
    'invalidValue',
    `Interactive Message type, ${type} not supported. ` +
      'Supported types [call_permission_request, voice_call]',
  );
}
