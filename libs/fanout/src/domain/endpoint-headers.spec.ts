import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hintOf, problemOfHeaders } from './endpoint-headers.js';

const problemOf = (name: string, value = 'x') => problemOfHeaders([{ name, value }]);

describe('problemOfHeaders', () => {
  it.each(['authorization', 'X-Api-Key', 'x-tenant', 'cookie', 'accept'])(
    'lets %s pass',
    (name) => {
      expect(problemOf(name, 'Bearer abc def')).toBeUndefined();
    },
  );

  it.each([
    'Connection',
    'keep-alive',
    'Proxy-Authorization',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'upgrade',
    'Host',
    'Content-Length',
    'content-type',
    'Expect',
    'User-Agent',
    'webhook-id',
    'Webhook-Signature',
    'X-Hub-Signature-256',
    'x-hub-signature',
    'patchbay-test',
    'X-Forwarded-For',
  ])('keeps %s to us and to the connection', (name) => {
    expect(problemOf(name)).toContain('choose another name');
  });

  it.each(['', 'a b', 'a:b', 'a\r\nb', 'ä', ':path', 'a\u0000'])('refuses the name %j', (name) => {
    expect(problemOf(name)).toContain('no name of a header');
  });

  it.each(['', ' a', 'a ', 'a\r\nx-evil: 1', 'a\nb', 'a\u0000', 'ü', '\u2028', 'a\u007f'])(
    'refuses the value %j, without repeating it',
    (value) => {
      expect(problemOf('x-key', value)).toBe(
        'the value of x-key must be visible ASCII without line breaks or outer spaces',
      );
    },
  );

  it('lets nothing pass that could end a line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, value) => {
        if (problemOf(name, value) !== undefined) return;
        expect(`${name}: ${value}`).toMatch(/^[\x20-\x7e\t]+$/);
        expect(name).not.toMatch(/[\s:]/);
      }),
    );
  });

  it('counts them, and names each once whatever its letters', () => {
    const many = Array.from({ length: 21 }, (_, n) => ({ name: `x-${n}`, value: 'x' }));
    expect(problemOfHeaders(many)).toBe('must be at most 20');
    expect(problemOfHeaders(many.slice(1))).toBeUndefined();
    const twice = [
      { name: 'X-A', value: '1' },
      { name: 'x-a', value: '2' },
    ];
    expect(problemOfHeaders(twice)).toBe('has x-a twice');
    expect(problemOf('x'.repeat(101))).toContain('at most 100');
    expect(problemOf('x', 'y'.repeat(2001))).toContain('at most 2000');
  });
});

describe('hintOf', () => {
  it('shows the last letters of a long value, and nothing of a short one', () => {
    expect(hintOf({ name: 'a', value: 'Bearer 0123456789abcd' })).toEqual({
      name: 'a',
      valueHint: '…abcd',
    });
    expect(hintOf({ name: 'a', value: '0123456789abcde' }).valueHint).toBe('…');
  });
});
