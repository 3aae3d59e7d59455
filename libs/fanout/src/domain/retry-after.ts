/** Longest wait that a receiver may ask for, milliseconds. */
export const LONGEST_RETRY_AFTER_MS = 24 * 3600 * 1000;

/**
 * How long an answer asks us to wait, milliseconds: the header `Retry-After` in seconds or as a
 * date, at most 24 hours; undefined when it says nothing that can be understood.
 * https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_RETRY_AFTER_MS);
  // Only dates with a name of a month: Date.parse also takes "-5" for the year 2001.
  const atMs = /[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) return undefined;
  return Math.min(Math.max(atMs - now.getTime(), 0), LONGEST_RETRY_AFTER_MS);
}
