/**
 * Classes of SQLSTATE that speak of the data of a statement: 22 a value that cannot be stored, 54 one
 * too long for its index. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const OF_THE_BODY = ['22', '54'];
/** 23 a constraint, 57014 a statement that took too long: it may be one webhook that is too much. */
const OF_ONE = [...OF_THE_BODY, '23', '57014'];

function sqlState(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : '';
}

function isOf(error: unknown, states: readonly string[]): boolean {
  // A mistake of ours that this body brought to light, and others need not.
  if (error instanceof TypeError || error instanceof RangeError) return true;
  return states.some((state) => sqlState(error).startsWith(state));
}

/** Whether a group may have failed for one of its webhooks. A database that is away is nobody's. */
export function isFaultOfOne(error: unknown): boolean {
  return isOf(error, OF_ONE);
}

/** Whether a webhook will never be kept as it is, however often Meta brings it. */
export function isFaultOfTheBody(error: unknown): boolean {
  return isOf(error, OF_THE_BODY);
}
