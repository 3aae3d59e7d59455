import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeId, encodeId, ID_PREFIXES, type IdKind, tryDecodeId } from './opaque-id.js';

const KINDS = Object.keys(ID_PREFIXES) as IdKind[];
const kind = fc.constantFrom(...KINDS);
const uuid = fc.uuid();

describe('an opaque id', () => {
  it('goes back to the uuid it was made of, and to nothing of another kind', () => {
    fc.assert(
      fc.property(kind, kind, uuid, (one, other, id) => {
        const text = encodeId(one, id);
        expect(text).toMatch(/^[a-z]+_[0-9a-hjkmnp-tv-z]{26}$/);
        expect(decodeId(one, text)).toBe(id);
        expect(tryDecodeId(other, text)).toBe(one === other ? id : undefined);
      }),
    );
  });

  it('sorts as its uuid does', () => {
    fc.assert(
      fc.property(uuid, uuid, (a, b) => {
        expect(encodeId('call', a) < encodeId('call', b)).toBe(a < b);
      }),
    );
  });

  it('has one text only', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^call_[0-9a-z]{26}$/), (text) => {
        const id = tryDecodeId('call', text);
        if (id !== undefined) expect(encodeId('call', id)).toBe(text);
      }),
    );
  });

  const good = encodeId('call', 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  it.each([
    ['nothing', ''],
    ['the prefix alone', 'call_'],
    ['a bare uuid', '0199c000-0000-7000-8000-00000000dead'],
    ['a letter too few', good.slice(0, -1)],
    ['a letter too many', `${good}0`],
    ['capitals', good.toUpperCase()],
    ['a letter that looks like another', `${good.slice(0, -1)}l`],
    ['more than 128 bits', good.replace('call_7', 'call_8')],
    ['space around it', ` ${good}`],
    ['another prefix', good.replace('call_', 'cal_')],
  ])('is not %s', (_, text) => {
    expect(tryDecodeId('call', text)).toBeUndefined();
    expect(() => decodeId('call', text)).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        message: 'id is not an id that starts with call_',
      }),
    );
  });

  it('has a prefix that no other kind has', () => {
    expect(new Set(Object.values(ID_PREFIXES)).size).toBe(KINDS.length);
  });
});
