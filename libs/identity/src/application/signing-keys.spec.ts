import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newTokenKey } from '../testing/index.js';
import { SigningKeys } from './signing-keys.js';

function publicHalf(kid: string): ReturnType<typeof newTokenKey> {
  const jwk = newTokenKey(kid);
  delete jwk.d;
  return jwk;
}

describe('SigningKeys', () => {
  it('publishes public halves only', () => {
    const keys = new SigningKeys({
      jwtKeys: [newTokenKey('a'), newTokenKey('b')],
      activeJwtKid: 'b',
    });

    const published = keys.jwks().keys;
    expect(published.map((key) => key.kid)).toEqual(['a', 'b']);
    for (const key of published) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
      expect(key).toMatchObject({ alg: 'ES256', crv: 'P-256', kty: 'EC', use: 'sig' });
    }
  });

  it('keeps verifying with a retired key that has lost its private half', () => {
    const retired = publicHalf('old');
    const keys = new SigningKeys({ jwtKeys: [newTokenKey('new'), retired], activeJwtKid: 'new' });

    expect(keys.publicKey('old')).toBeDefined();
    expect(keys.publicKey('never')).toBeUndefined();
    expect(keys.publicKey(undefined)).toBeUndefined();
  });

  it('refuses to sign with a key it has no private half of', () => {
    const jwk = publicHalf('a');

    expect(() => new SigningKeys({ jwtKeys: [jwk], activeJwtKid: 'a' })).toThrow(
      'there is no private token key a to sign with',
    );
  });

  it('refuses keys of another algorithm or curve', () => {
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    const other = { ...p384.export({ format: 'jwk' }), kid: 'a', alg: 'ES256' };
    const hmac = { kty: 'oct', k: 'c2VjcmV0', kid: 'a', alg: 'HS256' };

    expect(() => new SigningKeys({ jwtKeys: [other], activeJwtKid: 'a' })).toThrow(
      'not a P-256 key',
    );
    expect(() => new SigningKeys({ jwtKeys: [hmac], activeJwtKid: 'a' })).toThrow('only ES256');
  });
});
