import { editTemplate, submitTemplate } from '../../world/messages/review-template.js';
import type { Template } from '../../world/messages/template.js';
import type { World } from '../../world/world.js';
import { listReply } from '../assets/paging.js';
import type { GraphRequest } from '../graph-request.js';
import { type GraphReply, type GraphRoute, SUCCESS } from '../graph-route.js';
import { askedFields, type NodeKind, readFields } from '../nodes.js';
import { parseNewTemplate, parseTemplateEdit, templateError } from './template-body.js';

const SCOPE = 'whatsapp_business_management';
/** Content in this language exists already, as Graph says it. */
const DUPLICATE_SUBCODE = 2_388_024;

/** `GET`, `POST /{template-id}`. */
export const templateKind: NodeKind<Template> = {
  name: 'WhatsAppMessageTemplate',
  find: ({ templates }, id, request) => {
    const template = templates.byId(id);
    if (template !== undefined) request.requireWaba(template.wabaId, SCOPE);
    return template;
  },
  defaultFields: ['name', 'parameter_format', 'components', 'language', 'status', 'category'],
  fields: {
    id: ({ node }) => node.id,
    name: ({ node }) => node.name,
    language: ({ node }) => node.language,
    category: ({ node }) => node.category,
    status: ({ node }) => node.status,
    components: ({ node }) => node.components,
    parameter_format: () => 'POSITIONAL',
    rejected_reason: ({ node }) => node.rejectedReason,
    quality_score: () => ({ score: 'UNKNOWN' }),
    last_updated_time: ({ node }) => new Date(node.updatedAtMs).toISOString(),
  },
  update: (template, request, world) => {
    editTemplate(world, template, parseTemplateEdit(template, request.body, world.switches));
    return SUCCESS;
  },
  remove: (template, _request, { templates }) => {
    templates.remove(template);
    return SUCCESS;
  },
};

/** `POST`, `GET`, `DELETE /{waba-id}/message_templates`. */
export function templateRoutes(world: World): GraphRoute[] {
  const path = '/:id/message_templates';
  return [
    {
      name: 'message_templates.create',
      method: 'POST',
      path,
      handle: (request) => create(world, request),
    },
    {
      name: 'message_templates.list',
      method: 'GET',
      path,
      handle: (request) => list(world, request),
    },
    {
      name: 'message_templates.remove',
      method: 'DELETE',
      path,
      handle: (request) => remove(world, request),
    },
  ];
}

function create(world: World, request: GraphRequest): GraphReply {
  const { wabaId } = request.waba(undefined, SCOPE);
  const parts = parseNewTemplate(wabaId, request.body, world.switches);
  if (world.templates.byName(parts) !== undefined) {
    throw templateError(
      `There is already ${parts.language} content for the template ${parts.name}`,
      DUPLICATE_SUBCODE,
    );
  }
  const { category, id, status } = submitTemplate(world, parts);
  return { body: { id, status, category } };
}

/** Narrowed by `name`, `language`, `category` and `status`. */
function list(world: World, request: GraphRequest): GraphReply {
  const { wabaId } = request.waba(undefined, SCOPE);
  const asked = (name: string): string | null => request.query.get(name);
  const fits = (value: string, name: string): boolean => (asked(name) ?? value) === value;
  const found = world.templates
    .of(wabaId)
    .filter(
      ({ category, language, name, status }) =>
        name.includes(asked('name') ?? '') &&
        fits(language, 'language') &&
        fits(category, 'category') &&
        fits(status, 'status'),
    );
  const fields = askedFields(templateKind, request);
  const rows = found.map((template) => ({
    ...readFields(templateKind, template, { fields, request, world }),
    id: template.id,
  }));
  return listReply(request, rows, ({ id }) => id);
}

/** By `name` in all languages, or with `hsm_id` in one. */
function remove(world: World, request: GraphRequest): GraphReply {
  const { wabaId } = request.waba(undefined, SCOPE);
  const name = request.requiredParam('name');
  const id = request.param('hsm_id');
  const found = world.templates
    .of(wabaId)
    .filter((template) => template.name === name && (id ?? template.id) === template.id);
  if (found.length === 0) throw templateError(`There is no template ${name} on this account`);
  for (const template of found) world.templates.remove(template);
  return SUCCESS;
}
