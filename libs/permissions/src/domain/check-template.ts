import type { FieldProblem } from '#patchbay/kernel';
import type { NewCallTemplate, TemplateText } from '#patchbay/meta';
import { checkMinutes, checkText, MESSAGE_LIMITS, problemsOf } from './message-limits.js';

const NAME = /^[a-z0-9_]{1,512}$/;
const LANGUAGE = /^[a-z]{2,3}(_[A-Z]{2,3})?$/;
const VARIABLE = /\{\{\s*(\w+)\s*\}\}/g;

/** How many different `{{1}}`, `{{2}}` … a text has. */
export function variablesIn(text = ''): number {
  return new Set([...text.matchAll(VARIABLE)].map(([, name]) => name)).size;
}

/**
 * What Meta would refuse a template for without looking at it. Source: Meta's pages "Message
 * templates" and "Send WhatsApp Call Button Messages and Deep Links".
 */
export function checkTemplate(template: NewCallTemplate): FieldProblem[] {
  const { name, language, header, body, footer, extra } = template;
  const { templateLine: line, templateBody } = MESSAGE_LIMITS;
  return problemsOf(
    NAME.test(name)
      ? undefined
      : { field: 'name', problem: 'must be 1 to 512 lower-case letters, digits and _' },
    LANGUAGE.test(language)
      ? undefined
      : { field: 'language', problem: 'must be a language such as en or pt_BR' },
    checkText('header.text', header?.text, line),
    variablesIn(header?.text) > 1
      ? { field: 'header.text', problem: 'may have one variable only' }
      : undefined,
    checkExamples('header', header),
    checkText('body.text', body.text, templateBody),
    checkExamples('body', body),
    checkText('footer', footer, line),
    variablesIn(footer) > 0 ? { field: 'footer', problem: 'cannot have variables' } : undefined,
    ...(extra.kind === 'voice_call' ? checkButton(extra) : []),
  );
}

/** Meta's reviewers want to see what each variable may hold. */
function checkExamples(field: string, text: TemplateText | undefined): FieldProblem | undefined {
  const wanted = variablesIn(text?.text);
  const given = text?.examples.length ?? 0;
  if (wanted === given) return undefined;
  return { field: `${field}.examples`, problem: `must be ${wanted}, one for each variable` };
}

function checkButton({
  text,
  ttlMinutes,
  website,
}: Extract<NewCallTemplate['extra'], { kind: 'voice_call' }>): (FieldProblem | undefined)[] {
  const { displayText, templateButtonText, templateTtlMinutes } = MESSAGE_LIMITS;
  return [
    checkText('buttonText', text, displayText),
    checkMinutes('ttlMinutes', ttlMinutes, templateTtlMinutes),
    checkText('website.text', website?.text, templateButtonText),
    website === undefined || isWebsite(website.url)
      ? undefined
      : { field: 'website.url', problem: 'must be an https address' },
  ];
}

function isWebsite(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
