import {
  MASTER_KEY_BYTES,
  MASTER_SALT_BYTES,
  type MasterKey,
  SUITE,
} from '../srtp/session-keys.js';
import { BadSdp } from './bad-sdp.js';

/** An `a=crypto` line (RFC 4568 §9.1) that we can use. */
export interface CryptoAttribute {
  readonly tag: number;
  readonly master: MasterKey;
}

const LINE = /^(\d{1,9}) +(\S+) +(\S+)(?: +(.*))?$/;

/**
 * The master key of a line, or why the line is of no use. Only what we implement passes: one inline
 * key without MKI, and no session parameter (they weaken or change the protection).
 */
function readLine(value: string): CryptoAttribute | string {
  const match = LINE.exec(value.trim());
  if (match === null) return 'a malformed a=crypto line';
  const [, tag, suite, keys = '', parameters] = match;
  if (suite !== SUITE) return `the suite ${(suite ?? '').slice(0, 40)}`;
  if (parameters !== undefined && parameters.length > 0) return 'session parameters';
  if (keys.includes(';')) return 'more than one key';
  // inline:<key and salt>["|" lifetime]["|" MKI ":" length]; an MKI is what has a colon.
  const [inline, ...rest] = keys.split('|');
  if (rest.some((part) => part.includes(':'))) return 'an MKI';
  const bytes = Buffer.from((inline ?? '').replace(/^inline:/, ''), 'base64');
  if (bytes.length !== MASTER_KEY_BYTES + MASTER_SALT_BYTES) return 'a key that is not 30 bytes';
  return {
    tag: Number(tag),
    master: { key: bytes.subarray(0, MASTER_KEY_BYTES), salt: bytes.subarray(MASTER_KEY_BYTES) },
  };
}

/** Picks the first line of an offer that we can use (RFC 4568 §5.1.2). */
export function chooseCrypto(lines: readonly string[]): CryptoAttribute {
  const problems: string[] = [];
  for (const line of lines) {
    const read = readLine(line);
    if (typeof read !== 'string') return read;
    problems.push(read);
  }
  if (problems.length === 0) throw new BadSdp('the SDP has no a=crypto line');
  throw new BadSdp(`offer ${SUITE} with one inline key; not usable: ${problems.join(', ')}`);
}

/**
 * Reads the one line of an answer. RFC 4568 §5.1.3: it must accept a line that was offered, with
 * its tag and suite. Some PBXs answer with a suite nobody offered; their media could not be read.
 */
export function acceptedCrypto(lines: readonly string[], offeredTag: number): CryptoAttribute {
  const [line, ...more] = lines;
  if (line === undefined || more.length > 0) {
    throw new BadSdp(`the answer must have exactly one a=crypto line, it has ${lines.length}`);
  }
  const read = readLine(line);
  if (typeof read === 'string') {
    throw new BadSdp(`the answer must accept ${SUITE} with one inline key, it has ${read}`);
  }
  if (read.tag !== offeredTag) {
    throw new BadSdp(`the answer must accept the offered a=crypto:${offeredTag}`);
  }
  return read;
}

/** Writes the line that gives the peer our key. */
export function cryptoLine({ tag, master }: CryptoAttribute): string {
  const inline = Buffer.concat([master.key, master.salt]).toString('base64');
  return `a=crypto:${tag} ${SUITE} inline:${inline}`;
}
