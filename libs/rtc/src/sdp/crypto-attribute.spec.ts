import { describe, expect, it } from '@jest/globals';
import { acceptedCrypto, chooseCrypto, cryptoLine } from './crypto-attribute.js';

const KEY = Buffer.from(Array.from({ length: 30 }, (_, i) => i)).toString('base64');
const GOOD = `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}`;

describe('chooseCrypto', () => {
  it('takes the first line it can use', () => {
    const chosen = chooseCrypto([
      `1 AEAD_AES_256_GCM inline:${KEY}`,
      `2 AES_CM_128_HMAC_SHA1_32 inline:${KEY}`,
      `3 AES_CM_128_HMAC_SHA1_80 inline:${KEY}|2^31|1:4`,
      `4 AES_CM_128_HMAC_SHA1_80 inline:${KEY}|2^31`,
    ]);
    expect(chosen.tag).toBe(4);
    expect(chosen.master.key).toEqual(Buffer.from(Array.from({ length: 16 }, (_, i) => i)));
    expect(chosen.master.salt).toHaveLength(14);
  });

  it.each([
    ['nothing', [], /no a=crypto/],
    ['another suite', [`1 F8_128_HMAC_SHA1_80 inline:${KEY}`], /F8_128/],
    ['unencrypted SRTP', [`${GOOD} UNENCRYPTED_SRTP`], /session parameters/],
    ['two keys', [`${GOOD};inline:${KEY}`], /more than one key/],
    ['a short key', ['1 AES_CM_128_HMAC_SHA1_80 inline:AAAA'], /30 bytes/],
    ['rubbish', ['x'], /malformed/],
  ])('refuses %s without repeating a key', (_, lines, problem) => {
    expect(() => chooseCrypto(lines)).toThrow(problem);
    expect(() => chooseCrypto(lines)).not.toThrow(KEY);
  });
});

describe('acceptedCrypto', () => {
  it('takes the line that was offered', () => {
    expect(acceptedCrypto([GOOD], 1).tag).toBe(1);
  });

  it.each([
    ['a suite nobody offered', [`1 AES_256_CM_HMAC_SHA1_80 inline:${KEY}`], /must accept/],
    ['a tag nobody offered', [GOOD.replace('1 ', '2 ')], /a=crypto:1/],
    ['two lines', [GOOD, GOOD], /exactly one/],
    ['no line', [], /exactly one/],
  ])('refuses %s', (_, lines, problem) => {
    expect(() => acceptedCrypto(lines, 1)).toThrow(problem);
  });
});

describe('cryptoLine', () => {
  it('is read back to the same key', () => {
    const master = { key: Buffer.alloc(16, 3), salt: Buffer.alloc(14, 4) };
    const line = cryptoLine({ tag: 9, master }).replace('a=crypto:', '');
    expect(chooseCrypto([line])).toEqual({ tag: 9, master });
  });
});
