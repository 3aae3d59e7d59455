import { z } from 'zod';
import {
  componentOf,
  type NewTemplate,
  type TemplateCategory,
  variablesIn,
} from '../../world/messages/template.js';
import { GraphError } from '../graph-error.js';
import { MAX_BUTTON_TEXT, MAX_TTL_MINUTES } from './message-body.js';

const MAX_BODY = 1024;
const MAX_LINE = 60;
const MAX_BUTTONS = 10;
/** One day: a button of a template lives at least so long. */
const MIN_TTL_MINUTES = 1440;
const OTHER_BUTTON_TYPES = [
  'QUICK_REPLY',
  'URL',
  'PHONE_NUMBER',
  'COPY_CODE',
  'OTP',
  'FLOW',
] as const;

/** Meta's own samples write types in either case. */
function withUpperType(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('type' in value)) return value;
  return typeof value.type === 'string' ? { ...value, type: value.type.toUpperCase() } : value;
}

const voiceCallButton = z.looseObject({
  type: z.literal('VOICE_CALL'),
  text: z.string().min(1).max(MAX_BUTTON_TEXT).default('Call Now'),
  ttl_minutes: z.number().int().min(MIN_TTL_MINUTES).max(MAX_TTL_MINUTES).optional(),
});

const otherButton = z.looseObject({
  type: z.enum(OTHER_BUTTON_TYPES),
  text: z.string().min(1).max(25).optional(),
});

const componentSchema = z.preprocess(
  withUpperType,
  z.discriminatedUnion('type', [
    z.looseObject({
      type: z.literal('HEADER'),
      format: z.enum(['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION']),
      text: z.string().min(1).max(MAX_LINE).optional(),
      example: z.looseObject({ header_text: z.array(z.string()).optional() }).optional(),
    }),
    z.looseObject({
      type: z.literal('BODY'),
      text: z.string().min(1).max(MAX_BODY),
      example: z.looseObject({ body_text: z.array(z.array(z.string())).optional() }).optional(),
    }),
    z.looseObject({ type: z.literal('FOOTER'), text: z.string().min(1).max(MAX_LINE) }),
    z.looseObject({
      type: z.literal('BUTTONS'),
      buttons: z
        .array(z.preprocess(withUpperType, z.union([voiceCallButton, otherButton])))
        .min(1)
        .max(MAX_BUTTONS),
    }),
    z.looseObject({ type: z.literal('CALL_PERMISSION_REQUEST') }),
  ]),
);

const templateSchema = z.object({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/, 'may have lower-case letters, digits and _ only'),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2,3})?$/, 'is no language such as en or pt_BR'),
  category: z
    .string()
    .toUpperCase()
    .pipe(z.enum(['AUTHENTICATION', 'MARKETING', 'UTILITY'])),
  components: z.array(componentSchema).min(1),
});

const editSchema = templateSchema.pick({ category: true, components: true }).partial();

type ParsedComponent = z.output<typeof componentSchema>;

/** Code 100 with Meta's title for people. */
export function templateError(details: string, subcode?: number): GraphError {
  return new GraphError({
    httpStatus: 400,
    code: 100,
    title: 'Invalid parameter',
    details,
    userTitle: 'The message template is not valid',
    userMessage: details,
    ...(subcode === undefined ? {} : { subcode }),
  });
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw templateError(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

export interface TemplateTerms {
  /** Whether a request component may stand beside buttons; Meta's texts do not say. */
  readonly isRequestWithButtonsAccepted: boolean;
}

/** Reads a new template; one that Meta would not even look at is code 100. */
export function parseNewTemplate(wabaId: string, body: unknown, terms: TemplateTerms): NewTemplate {
  const { category, components, language, name } = parse(templateSchema, body);
  checkComponents(components, category, terms);
  return { wabaId, name, language, category, components };
}

/** Reads what an edit changes, held against what stays. */
export function parseTemplateEdit(
  before: Pick<NewTemplate, 'category' | 'components'>,
  body: unknown,
  terms: TemplateTerms,
): Pick<NewTemplate, 'category' | 'components'> {
  const { category = before.category, components } = parse(editSchema, body);
  checkComponents(components ?? (before.components as ParsedComponent[]), category, terms);
  return { category, components: components ?? before.components };
}

function checkComponents(
  components: readonly ParsedComponent[],
  category: TemplateCategory,
  { isRequestWithButtonsAccepted }: TemplateTerms,
): void {
  const types = components.map(({ type }) => type);
  const twice = types.find((type, i) => types.indexOf(type) !== i);
  if (twice !== undefined) throw templateError(`components: there can be only one ${twice}`);
  const body = componentOf({ components }, 'BODY');
  if (body === undefined && category !== 'AUTHENTICATION') {
    throw templateError('components: a template must have a BODY');
  }
  if (types.includes('CALL_PERMISSION_REQUEST')) {
    checkRequest(types, category, isRequestWithButtonsAccepted);
  }
  for (const component of components) checkComponent(component);
}

function checkRequest(
  types: readonly string[],
  category: TemplateCategory,
  isWithButtonsAccepted: boolean,
): void {
  if (category === 'AUTHENTICATION') {
    throw templateError('category: a call permission request must be MARKETING or UTILITY');
  }
  if (types.includes('BUTTONS') && !isWithButtonsAccepted) {
    throw templateError('components: a call permission request cannot have BUTTONS');
  }
}

type Parsed<Type> = Extract<ParsedComponent, { type: Type }>;

function checkComponent(component: ParsedComponent): void {
  switch (component.type) {
    case 'HEADER':
      checkHeader(component);
      break;
    case 'BODY':
      checkExample('BODY', component.text, component.example?.body_text?.[0]);
      break;
    case 'FOOTER':
      if (variablesIn(component.text) === 0) break;
      throw templateError('components: a FOOTER cannot have variables');
    case 'BUTTONS':
      checkButtons(component);
      break;
    case 'CALL_PERMISSION_REQUEST':
  }
}

function checkHeader({ example, format, text }: Parsed<'HEADER'>): void {
  if (format === 'TEXT' && text === undefined) {
    throw templateError('components: a HEADER of format TEXT must have a text');
  }
  if (variablesIn(text) > 1) {
    throw templateError('components: a HEADER can have one variable only');
  }
  checkExample('HEADER', text, example?.header_text);
}

function checkButtons({ buttons }: Parsed<'BUTTONS'>): void {
  if (buttons.filter(({ type }) => type === 'VOICE_CALL').length <= 1) return;
  throw templateError('components: there can be only one VOICE_CALL button');
}

/** Reviewers want to see what a variable will hold. */
function checkExample(
  type: string,
  text: string | undefined,
  example: readonly string[] = [],
): void {
  const wanted = variablesIn(text);
  if (example.length === wanted) return;
  throw templateError(
    `components: the ${type} has ${wanted} variables, but its example has ${example.length}`,
  );
}
