import { z } from 'zod';
import type { Secret } from '#patchbay/kernel';
import type { GraphClient } from './graph-client.js';
import type { MetaError } from './meta-error.js';

/** A WABA and the token that commands it. */
export interface GraphWaba {
  readonly wabaId: string;
  readonly accessToken: Secret;
}

/** A text with `{{1}}`, `{{2}}` … and what they might hold, for Meta's reviewers. */
export interface TemplateText {
  readonly text: string;
  readonly examples: readonly string[];
}

/** A template whose messages ask for the permission to call, or have a button that calls. */
export interface NewCallTemplate {
  readonly name: string;
  /** Such as `en` or `pt_BR`. */
  readonly language: string;
  readonly category: 'MARKETING' | 'UTILITY';
  readonly header?: TemplateText | undefined;
  readonly body: TemplateText;
  readonly footer?: string | undefined;
  readonly extra:
    | { readonly kind: 'call_permission_request' }
    | {
        readonly kind: 'voice_call';
        readonly text?: string | undefined;
        readonly ttlMinutes?: number | undefined;
        /** Stands beside the call button. */
        readonly website?: { readonly text: string; readonly url: string } | undefined;
      };
}

/** A template as Meta has it; `status` in Meta's words, such as PENDING or APPROVED. */
export interface KnownTemplate {
  readonly id: string;
  readonly status: string;
  readonly category: string | undefined;
}

/** `unknown`: Meta may have filed it; `findTemplate` tells. */
export type CreateTemplateOutcome =
  | { readonly kind: 'created'; readonly template: KnownTemplate }
  | { readonly kind: 'refused'; readonly error: MetaError }
  | { readonly kind: 'not_sent' | 'unknown'; readonly reason: string };

const idText = z.union([z.string().min(1), z.number().int()]).transform(String);
const templateSchema = z.object({
  id: idText,
  status: z.string().toUpperCase().default('PENDING'),
  category: z.string().optional().catch(undefined),
});
const foundSchema = z.object({
  data: z.array(templateSchema.extend({ name: z.string(), language: z.string() })),
});

/**
 * `POST /{waba-id}/message_templates`. A name and language can be filed once, so a repetition makes
 * no second template, but is refused. https://developers.facebook.com/docs/whatsapp/cloud-api/calling
 */
export async function createTemplate(
  client: GraphClient,
  waba: GraphWaba,
  template: NewCallTemplate,
): Promise<CreateTemplateOutcome> {
  const outcome = await client.request({
    method: 'POST',
    path: templatesPath(waba),
    accessToken: waba.accessToken,
    body: templateBody(template),
    action: 'create_template',
  });
  if (outcome.kind !== 'done') return outcome;
  const created = templateSchema.safeParse(outcome.body).data;
  return created === undefined
    ? { kind: 'unknown', reason: 'an answer without the id of the template' }
    : { kind: 'created', template: { ...created, category: created.category } };
}

/**
 * The template of a name and language, by `GET /{waba-id}/message_templates`: `null` when Meta has
 * none such, undefined when Meta did not say.
 */
export async function findTemplate(
  client: GraphClient,
  waba: GraphWaba,
  { name, language }: Pick<NewCallTemplate, 'name' | 'language'>,
): Promise<KnownTemplate | null | undefined> {
  const query = new URLSearchParams({ name, fields: 'name,language,status,category' });
  const outcome = await client.request({
    method: 'GET',
    path: `${templatesPath(waba)}?${query.toString()}`,
    accessToken: waba.accessToken,
    action: 'find_template',
  });
  const found = outcome.kind === 'done' ? foundSchema.safeParse(outcome.body).data : undefined;
  if (found === undefined) return undefined;
  // Meta finds names that contain the one asked for, too.
  const same = found.data.find((each) => each.name === name && each.language === language);
  return same === undefined ? null : { id: same.id, status: same.status, category: same.category };
}

function templatesPath({ wabaId }: GraphWaba): string {
  return `/${encodeURIComponent(wabaId)}/message_templates`;
}

function templateBody({ name, language, category, header, body, footer, extra }: NewCallTemplate) {
  return {
    name,
    language,
    category,
    components: [
      ...(header === undefined ? [] : [headerComponent(header)]),
      bodyComponent(body),
      ...(footer === undefined ? [] : [{ type: 'FOOTER', text: footer }]),
      extraComponent(extra),
    ],
  };
}

function headerComponent({ text, examples }: TemplateText): object {
  const example = examples.length > 0 && { example: { header_text: examples } };
  return { type: 'HEADER', format: 'TEXT', text, ...example };
}

function bodyComponent({ text, examples }: TemplateText): object {
  const example = examples.length > 0 && { example: { body_text: [examples] } };
  return { type: 'BODY', text, ...example };
}

function extraComponent(extra: NewCallTemplate['extra']): object {
  if (extra.kind === 'call_permission_request') return { type: extra.kind };
  const { kind: type, text, ttlMinutes, website } = extra;
  const button = {
    type,
    ...(text !== undefined && { text }),
    ...(ttlMinutes !== undefined && { ttl_minutes: ttlMinutes }),
  };
  const others = website === undefined ? [] : [{ type: 'URL', ...website }];
  return { type: 'BUTTONS', buttons: [button, ...others] };
}
