/** A header that a tenant wants on every request to its endpoint. */
export interface CustomHeader {
  readonly name: string;
  readonly value: string;
}

/** What of a custom header is shown: the value stays sealed, but for its last letters. */
export interface HeaderHint {
  readonly name: string;
  readonly valueHint: string;
}

const MAX_HEADERS = 20;
const MAX_NAME = 100;
const MAX_VALUE = 2000;

// https://www.rfc-editor.org/rfc/rfc9110#name-field-names (token)
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// Visible ASCII with spaces inside: neither a line break nor what a proxy would read as one.
const VALUE = /^[\x21-\x7e]+(?:[ \t]+[\x21-\x7e]+)*$/;

/** Of the connection, not of the request (RFC 9110 §7.6.1), or made by us for every request. */
const RESERVED = new Set([
  'accept-encoding',
  'connection',
  'date',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'via',
  'forwarded',
  'traceparent',
  'tracestate',
]);
const RESERVED_PREFIXES = [
  'content-',
  'patchbay-',
  'proxy-',
  'sec-',
  'webhook-',
  'x-forwarded-',
  'x-hub-signature',
];

function problemOfName(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (name.length > MAX_NAME) return `names must be at most ${MAX_NAME} characters`;
  if (!TOKEN.test(name)) return `${JSON.stringify(name)} is no name of a header`;
  if (RESERVED.has(lower) || RESERVED_PREFIXES.some((prefix) => lower.startsWith(prefix))) {
    return `${lower} is set by us or by the connection: choose another name`;
  }
  return undefined;
}

/** What is wrong with one header; the value itself is never repeated. */
function problemOfHeader({ name, value }: CustomHeader): string | undefined {
  const problem = problemOfName(name);
  if (problem !== undefined) return problem;
  if (value.length > MAX_VALUE)
    return `the value of ${name} must be at most ${MAX_VALUE} characters`;
  if (!VALUE.test(value)) {
    return `the value of ${name} must be visible ASCII without line breaks or outer spaces`;
  }
  return undefined;
}

/** What is wrong with an endpoint's custom headers, in words for the one who gave them. */
export function problemOfHeaders(headers: readonly CustomHeader[]): string | undefined {
  if (headers.length > MAX_HEADERS) return `must be at most ${MAX_HEADERS}`;
  const problem = headers.map(problemOfHeader).find((found) => found !== undefined);
  if (problem !== undefined) return problem;
  const names = headers.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `has ${twice} twice`;
}

const SHOWN = 4;
const SHOWN_FROM = 16;

/** The last letters of a long value, by which its owner knows it; nothing of a short one. */
export function hintOf({ name, value }: CustomHeader): HeaderHint {
  return { name, valueHint: `…${value.length >= SHOWN_FROM ? value.slice(-SHOWN) : ''}` };
}
