import { AppError } from '../errors/app-error.js';
import { formatUuid } from './uuid.js';

/** What an opaque id names; the prefix is part of the public API. */
export const ID_PREFIXES = {
  tenant: 'ten',
  waba: 'waba',
  phoneNumber: 'num',
  call: 'call',
  callMedia: 'med',
  callExport: 'exp',
  endpoint: 'ep',
  message: 'msg',
  attempt: 'att',
  apiClient: 'cli',
  usageRecord: 'use',
  callEvent: 'evt',
  inboxEvent: 'ibx',
  quarantinedEvent: 'qev',
  callMessage: 'cmsg',
  callTemplate: 'tpl',
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

// Crockford's base32 in lower case: no i, l, o, u. https://www.crockford.com/base32.html
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 26;

/** The public form of a row's UUID: `call_` and 26 base32 letters, sortable as the UUID is. */
export function encodeId(kind: IdKind, uuid: string): string {
  let value = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let i = 0; i < LENGTH; i += 1) {
    text = (ALPHABET[Number(value & 31n)] ?? '0') + text;
    value >>= 5n;
  }
  return `${ID_PREFIXES[kind]}_${text}`;
}

/** The UUID behind a public id. Throws BAD_USER_INPUT when prefix or letters are wrong. */
export function decodeId(kind: IdKind, text: string): string {
  const uuid = tryDecodeId(kind, text);
  if (uuid === undefined) {
    throw new AppError('BAD_USER_INPUT', {
      fields: [{ field: 'id', problem: `is not an id that starts with ${ID_PREFIXES[kind]}_` }],
    });
  }
  return uuid;
}

/** Like decodeId, but undefined for text that is not such an id. */
export function tryDecodeId(kind: IdKind, text: string): string | undefined {
  const prefix = `${ID_PREFIXES[kind]}_`;
  const body = text.slice(prefix.length);
  if (!text.startsWith(prefix) || body.length !== LENGTH) return undefined;
  let value = 0n;
  for (const letter of body) {
    const digit = ALPHABET.indexOf(letter);
    if (digit < 0) return undefined;
    value = (value << 5n) | BigInt(digit);
  }
  if (value >> 128n !== 0n) return undefined;
  return formatUuid(Buffer.from(value.toString(16).padStart(32, '0'), 'hex'));
}
