import type { CallButton } from '../../world/messages/message.js';
import {
  callButtonOf,
  componentOf,
  filledIn,
  type Template,
  variablesIn,
} from '../../world/messages/template.js';
import type { GraphError } from '../graph-error.js';
import type { TemplateBody } from './message-body.js';
import { messagingError } from './messaging-errors.js';

/** What a call button says, and how long it works, unless told. Minutes: 7 days. */
export const BUTTON_DEFAULTS = { displayText: 'Call Now', ttlMinutes: 10_080 } as const;

export interface FilledTemplate {
  readonly header: string | undefined;
  readonly text: string | undefined;
  readonly footer: string | undefined;
  readonly button: CallButton | undefined;
}

type SentComponent = TemplateBody['components'][number];

/** Puts a message's parameters into the template; too few or too many are 132000. */
export function fillTemplate(template: Template, sent: TemplateBody): FilledTemplate {
  refuseUnknown(sent.components);
  const header = componentOf(template, 'HEADER');
  return {
    header: filledPart(header?.text, sent, 'header'),
    text: filledPart(componentOf(template, 'BODY')?.text, sent, 'body'),
    footer: componentOf(template, 'FOOTER')?.text,
    button: buttonOf(template, sent),
  };
}

function refuseUnknown(components: readonly SentComponent[]): void {
  const unknown = components.find(({ type }) => !['header', 'body', 'button'].includes(type));
  if (unknown === undefined) return;
  throw messagingError(
    'invalidValue',
    `Component type ${unknown.type} must be one of header, body, button`,
  );
}

function filledPart(
  text: string | undefined,
  { components }: TemplateBody,
  part: 'header' | 'body',
): string | undefined {
  const parameters = components.find(({ type }) => type === part)?.parameters ?? [];
  const wanted = variablesIn(text);
  if (parameters.length !== wanted) throw countError(part, parameters.length, wanted);
  const values = parameters.map((parameter) => {
    if (parameter.type === 'text' && parameter.text !== undefined) return parameter.text;
    throw messagingError('invalidValue', `${part}: every parameter must be of type text`);
  });
  return text === undefined ? undefined : filledIn(text, values);
}

function countError(part: string, given: number, wanted: number): GraphError {
  return messagingError(
    'parameterCount',
    `${part}: number of localizable_params (${given}) does not match the expected number of ` +
      `params (${wanted})`,
  );
}

/** A message may give the button another lifetime, and a payload. */
function buttonOf(template: Template, { components }: TemplateBody): CallButton | undefined {
  const button = callButtonOf(template);
  const sent = components.find(
    ({ sub_type, type }) => type === 'button' && sub_type === 'voice_call',
  );
  if (button === undefined) {
    if (sent === undefined) return undefined;
    throw messagingError('invalidValue', 'The template has no button of sub_type voice_call');
  }
  const parameters = sent?.parameters ?? [];
  const ttl = parameters.find(({ type }) => type === 'ttl_minutes')?.ttl_minutes;
  return {
    displayText: button.text ?? BUTTON_DEFAULTS.displayText,
    ttlMinutes: ttl ?? button.ttl_minutes ?? BUTTON_DEFAULTS.ttlMinutes,
    payload: parameters.find(({ type }) => type === 'payload')?.payload,
  };
}
