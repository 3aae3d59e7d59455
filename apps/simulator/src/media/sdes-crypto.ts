import { randomBytes } from 'node:crypto';
import type { SrtpKey } from './srtp-channel.js';

/** The suite of Meta's samples; RFC 4568 §6.2.1. */
export const SDES_SUITE = 'AES_CM_128_HMAC_SHA1_80';
const KEY_BYTES = 16;
const SALT_BYTES = 14;

export interface SdesCrypto {
  readonly tag: string;
  readonly key: SrtpKey;
}

/** A fresh random key and salt. */
export function createSdesKey(): SrtpKey {
  return { key: randomBytes(KEY_BYTES), salt: randomBytes(SALT_BYTES) };
}

/** The value of an `a=crypto` line. */
export function writeCrypto({ key: { key, salt }, tag }: SdesCrypto): string {
  return `${tag} ${SDES_SUITE} inline:${Buffer.concat([key, salt]).toString('base64')}`;
}

/**
 * Reads the value of an `a=crypto` line (RFC 4568 §9.1); undefined when its suite, key or parameters
 * are not ones we can use. A lifetime is taken and not kept: no call lasts 2^31 packets.
 */
export function readCrypto(value: string): SdesCrypto | undefined {
  const [tag = '', suite, keyParameter = '', ...session] = value.trim().split(/\s+/);
  const [, inline, ...more] =
    /^inline:([A-Za-z0-9+/]+={0,2})((?:\|[^|]+)*)$/.exec(keyParameter) ?? [];
  if (!/^\d{1,9}$/.test(tag) || suite !== SDES_SUITE || inline === undefined) return undefined;
  // A master key index would have to be in every packet, and the session parameters weaken SRTP.
  const hasIndex = (more[0] ?? '').split('|').some((part) => part.includes(':'));
  if (hasIndex || session.some((parameter) => /^(UN|KDR|FEC)/.test(parameter))) return undefined;
  const bytes = Buffer.from(inline, 'base64');
  if (bytes.length !== KEY_BYTES + SALT_BYTES) return undefined;
  return { tag, key: { key: bytes.subarray(0, KEY_BYTES), salt: bytes.subarray(KEY_BYTES) } };
}
