import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { isSignedBy } from './signature.js';

const RAW = Buffer.from('{"object":"whatsapp_business_account","text":"\\u00e4 ä"}');
const hex = (secret: string, raw = RAW): string =>
  createHmac('sha256', secret).update(raw).digest('hex');

describe('isSignedBy', () => {
  it('takes the HMAC of the raw bytes, in either case', () => {
    expect(isSignedBy('secret', `sha256=${hex('secret')}`, RAW)).toBe(true);
    expect(isSignedBy('secret', `sha256=${hex('secret').toUpperCase()}`, RAW)).toBe(true);
  });

  it('agrees with RFC 4231, test case 2', () => {
    const header = 'sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(isSignedBy('Jefe', header, Buffer.from('what do ya want for nothing?'))).toBe(true);
  });

  it('depends on the very bytes, not on what they mean', () => {
    const same = Buffer.from(JSON.stringify(JSON.parse(RAW.toString())));
    expect(isSignedBy('secret', `sha256=${hex('secret')}`, same)).toBe(false);
  });

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['another app’s', `sha256=${hex('other')}`],
    ['one of another body', `sha256=${hex('secret', Buffer.from('x'))}`],
    ['one cut short', `sha256=${hex('secret').slice(0, -2)}`],
    ['one with more behind it', `sha256=${hex('secret')}00`],
    ['one without its prefix', hex('secret')],
    ['the old SHA-1', `sha1=${createHmac('sha1', 'secret').update(RAW).digest('hex')}`],
    ['no hex', `sha256=${'z'.repeat(64)}`],
    ['two', `sha256=${hex('secret')}, sha256=${hex('other')}`],
  ])('refuses %s', (_, header) => {
    expect(isSignedBy('secret', header, RAW)).toBe(false);
  });
});
