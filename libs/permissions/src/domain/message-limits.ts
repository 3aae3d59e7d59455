import type { FieldProblem } from '#patchbay/kernel';

/**
 * What Meta takes, in characters and minutes. Sources, read 2026-02-25: Meta's pages "Send WhatsApp
 * Call Button Messages and Deep Links" (display text, times to live, payload), "Interactive messages"
 * (body) and "Message templates" (the parts of a template).
 */
export const MESSAGE_LIMITS = {
  interactiveBody: 1024,
  displayText: 20,
  payload: 512,
  /** Of a button in a message: from one minute to 30 days. */
  ttlMinutes: { min: 1, max: 43_200 },
  /** Of a button in a template: from one day to 30 days. A message may say less. */
  templateTtlMinutes: { min: 1440, max: 43_200 },
  templateName: 512,
  templateBody: 1024,
  /** Of a header and of a footer. */
  templateLine: 60,
  templateButtonText: 25,
  parameter: 1024,
} as const;

type Problem = FieldProblem | undefined;

/** The problems that there are. */
export function problemsOf(...problems: readonly Problem[]): FieldProblem[] {
  return problems.filter((problem) => problem !== undefined);
}

/** Undefined when the text is missing, or has between one and `max` characters. */
export function checkText(field: string, text: string | undefined, max: number): Problem {
  if (text === undefined || (text.trim().length > 0 && text.length <= max)) return undefined;
  return { field, problem: `must have 1 to ${max} characters` };
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Undefined when the minutes are missing or in the range. */
export function checkMinutes(
  field: string,
  minutes: number | undefined,
  { min, max }: Range = MESSAGE_LIMITS.ttlMinutes,
): Problem {
  if (minutes === undefined) return undefined;
  if (Number.isInteger(minutes) && minutes >= min && minutes <= max) return undefined;
  return { field, problem: `must be ${min} to ${max} minutes` };
}

/** A payload may be empty, but not longer than Meta gives back. */
export function checkPayload(field: string, payload: string | undefined): Problem {
  if ((payload?.length ?? 0) <= MESSAGE_LIMITS.payload) return undefined;
  return { field, problem: `may have at most ${MESSAGE_LIMITS.payload} characters` };
}
