import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto';

/** AES_CM_128_HMAC_SHA1_80, the one suite we speak on both legs (RFC 3711 §8, RFC 4568 §6.2.1). */
export const SUITE = 'AES_CM_128_HMAC_SHA1_80';
export const MASTER_KEY_BYTES = 16;
export const MASTER_SALT_BYTES = 14;
export const TAG_BYTES = 10;

/** What SDES carries inline, or DTLS exports, for one direction. */
export interface MasterKey {
  readonly key: Buffer;
  readonly salt: Buffer;
}

/** The keys of one direction for either RTP or RTCP. */
export interface SessionKeys {
  readonly cipher: Buffer;
  readonly salt: Buffer;
  readonly auth: Buffer;
}

interface Labels {
  readonly cipher: number;
  readonly auth: number;
  readonly salt: number;
}

const RTP: Labels = { cipher: 0, auth: 1, salt: 2 };
const RTCP: Labels = { cipher: 3, auth: 4, salt: 5 };
const AUTH_KEY_BYTES = 20;

function derive({ key, salt }: MasterKey, label: number, bytes: number): Buffer {
  // RFC 3711 §4.3.1 with a key derivation rate of 0: the label stands at byte 7 of the salt.
  const iv = Buffer.alloc(16);
  salt.copy(iv);
  iv.writeUInt8(iv.readUInt8(7) ^ label, 7);
  return createCipheriv('aes-128-ctr', key, iv).update(Buffer.alloc(bytes));
}

function deriveAll(master: MasterKey, labels: Labels): SessionKeys {
  if (master.key.length !== MASTER_KEY_BYTES || master.salt.length !== MASTER_SALT_BYTES) {
    throw new RangeError('an SRTP master key has 16 bytes and its salt 14');
  }
  return {
    cipher: derive(master, labels.cipher, MASTER_KEY_BYTES),
    salt: derive(master, labels.salt, MASTER_SALT_BYTES),
    auth: derive(master, labels.auth, AUTH_KEY_BYTES),
  };
}

export function rtpKeys(master: MasterKey): SessionKeys {
  return deriveAll(master, RTP);
}

export function rtcpKeys(master: MasterKey): SessionKeys {
  return deriveAll(master, RTCP);
}

/** Encrypts or decrypts (counter mode is its own inverse) a payload at a packet index. */
export function cipherAt(keys: SessionKeys, ssrc: number, index: number, data: Buffer): Buffer {
  // RFC 3711 §4.1.1: IV = salt * 2^16 XOR ssrc * 2^64 XOR index * 2^16.
  const iv = Buffer.alloc(16);
  iv.writeUInt32BE(ssrc, 4);
  iv.writeUIntBE(index, 8, 6);
  for (let i = 0; i < MASTER_SALT_BYTES; i += 1) {
    iv.writeUInt8(iv.readUInt8(i) ^ keys.salt.readUInt8(i), i);
  }
  return createCipheriv('aes-128-ctr', keys.cipher, iv).update(data);
}

export function tagOf(keys: SessionKeys, authenticated: Buffer, rollOver?: number): Buffer {
  const hmac = createHmac('sha1', keys.auth).update(authenticated);
  if (rollOver !== undefined) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(rollOver);
    hmac.update(counter);
  }
  return hmac.digest().subarray(0, TAG_BYTES);
}

export function isTag(expected: Buffer, actual: Buffer): boolean {
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
