import { describe, expect, it } from '@jest/globals';
import { parseValue } from 'graphql';
import { encodeId } from '#patchbay/kernel';
import { CallID } from './id-scalars.js';

const UUID = '0199c000-0000-7000-8000-000000000001';

describe('id scalars', () => {
  it('are opaque outside and UUIDs inside', () => {
    const text = encodeId('call', UUID);

    expect(CallID.serialize(UUID)).toBe(text);
    expect(CallID.parseValue(text)).toBe(UUID);
    expect(CallID.parseLiteral(parseValue(`"${text}"`))).toBe(UUID);
  });

  it.each([encodeId('tenant', UUID), UUID, '', 'call_', 7, null])('refuse %j', (value) => {
    expect(() => CallID.parseValue(value)).toThrow('must be an id that starts with call_');
  });

  it('refuse a literal that is no string', () => {
    expect(() => CallID.parseLiteral(parseValue('7'))).toThrow('must be an id');
  });
});
