/** What is nested deeper says no more: no webhook of Meta's is, and the stack has an end. */
const DEPTH = 100;

/** JSON with its keys sorted: the same text for the same value, whatever order Meta wrote it in. */
export function canonicalJson(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null) {
    // What JSON cannot say (it comes from no parser) has a text all the same.
    const isJson = ['string', 'number', 'boolean'].includes(typeof value);
    return isJson ? JSON.stringify(value) : String(value);
  }
  if (depth === DEPTH) return '"…"';
  if (Array.isArray(value)) {
    return `[${value.map((element) => canonicalJson(element, depth + 1)).join(',')}]`;
  }
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field, depth + 1)}`);
  return `{${fields.join(',')}}`;
}
