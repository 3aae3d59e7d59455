import type { CallMessageForm, CallMessagePurpose } from './call-message.js';
import { type CallMessageRefusal, ownRefusal } from './message-refusal.js';

/** A template that the caller names, with what goes into its variables. */
export interface TemplateChoice {
  readonly name: string;
  readonly language: string;
  readonly headerParameters: readonly string[];
  readonly bodyParameters: readonly string[];
}

/** What is known of a template that was filed here. */
export interface KnownCallTemplate {
  readonly name: string;
  readonly language: string;
  readonly purpose: CallMessagePurpose;
  readonly status: string;
  readonly headerVariables: number;
  readonly bodyVariables: number;
}

export interface FormRequest {
  readonly purpose: CallMessagePurpose;
  /** Undefined: chosen here. */
  readonly form: CallMessageForm | undefined;
  readonly template: TemplateChoice | undefined;
  readonly isWindowOpen: boolean;
  /** Of the number's WABA, the newest first. */
  readonly templates: readonly KnownCallTemplate[];
}

export type ChosenForm =
  | { readonly kind: 'free_form' }
  | { readonly kind: 'template'; readonly template: TemplateChoice }
  | { readonly kind: 'refused'; readonly refusal: CallMessageRefusal };

/**
 * Free form while the window is open, else a template: the one that was named, or the newest approved
 * one that has no variables. What the caller told is done as told: free form also when no open window
 * is known of, for Meta may know of one.
 */
export function chooseForm(request: FormRequest): ChosenForm {
  const { form, isWindowOpen, template } = request;
  if (form === 'FREE_FORM') return { kind: 'free_form' };
  const wantsTemplate = form === 'TEMPLATE' || !isWindowOpen;
  if (!wantsTemplate) return { kind: 'free_form' };
  return template === undefined ? chosenTemplate(request) : namedTemplate(request, template);
}

function namedTemplate({ purpose, templates }: FormRequest, template: TemplateChoice): ChosenForm {
  const known = templates.find(
    ({ name, language }) => name === template.name && language === template.language,
  );
  // Made elsewhere, such as in the Business Manager: Meta knows it.
  if (known === undefined) return { kind: 'template', template };
  const problem = problemOf(known, purpose, template);
  if (problem === undefined) return { kind: 'template', template };
  return refuse(`The template ${known.name} (${known.language}) ${problem}`);
}

function problemOf(
  known: KnownCallTemplate,
  purpose: CallMessagePurpose,
  { headerParameters, bodyParameters }: TemplateChoice,
): string | undefined {
  if (known.purpose !== purpose) {
    return purpose === 'PERMISSION_REQUEST'
      ? 'asks for no permission: name one that does.'
      : 'has no call button: name one that has.';
  }
  if (known.status !== 'APPROVED')
    return `is ${known.status}: it can be sent once Meta approves it.`;
  const isFilled =
    headerParameters.length === known.headerVariables &&
    bodyParameters.length === known.bodyVariables;
  if (isFilled) return undefined;
  return (
    `has ${known.headerVariables} variables in its header and ${known.bodyVariables} in its body: ` +
    'send as many parameters.'
  );
}

function chosenTemplate({ purpose, templates, form }: FormRequest): ChosenForm {
  const usable = templates.find(
    (each) =>
      each.purpose === purpose &&
      each.status === 'APPROVED' &&
      each.headerVariables + each.bodyVariables === 0,
  );
  if (usable !== undefined) {
    const { name, language } = usable;
    const template = { name, language, headerParameters: [], bodyParameters: [] };
    return { kind: 'template', template };
  }
  if (form === 'TEMPLATE') {
    return refuse('There is no approved template without variables: name the template to send.');
  }
  return { kind: 'refused', refusal: ownRefusal('NO_CONVERSATION') };
}

function refuse(message: string): ChosenForm {
  return { kind: 'refused', refusal: ownRefusal('CALL_TEMPLATE_NOT_USABLE', { message }) };
}
