import { describe, expect, it } from '@jest/globals';
import { signBody } from './signature.js';

describe('signBody', () => {
  it('is the HMAC of RFC 4231, test case 2, with the prefix Meta gives it', () => {
    expect(signBody(Buffer.from('what do ya want for nothing?'), 'Jefe')).toBe(
      'sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('is over the raw bytes: spaces count', () => {
    expect(signBody(Buffer.from('{"a":1}'), 's')).not.toBe(signBody(Buffer.from('{"a": 1}'), 's'));
  });
});
