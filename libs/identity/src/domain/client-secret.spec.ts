import { describe, expect, it } from '@jest/globals';
import { hashClientSecret, matchesSecretHash, newClientSecret } from './client-secret.js';

describe('client secrets', () => {
  it('carry a prefix and 32 random bytes, and never print themselves', () => {
    const secret = newClientSecret();

    expect(secret.reveal()).toMatch(/^pbs_[A-Za-z0-9_-]{43}$/);
    expect(newClientSecret().reveal()).not.toBe(secret.reveal());
    expect(JSON.stringify({ secret })).toBe('{"secret":"[redacted]"}');
  });

  it('match their own hash and no other', () => {
    const secret = newClientSecret().reveal();

    expect(hashClientSecret(secret)).toMatch(/^[0-9a-f]{64}$/);
    expect(matchesSecretHash(secret, hashClientSecret(secret))).toBe(true);
    expect(matchesSecretHash(`${secret}x`, hashClientSecret(secret))).toBe(false);
  });

  it('match nothing where there is no hash', () => {
    expect(matchesSecretHash('', undefined)).toBe(false);
    expect(matchesSecretHash(newClientSecret().reveal(), undefined)).toBe(false);
  });
});
