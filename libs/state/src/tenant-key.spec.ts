import { describe, expect, it } from '@jest/globals';
import { tenantKey } from './tenant-key.js';

const ACME = '01890f5e-7b3a-7cc0-98c4-dc0c0c07398f';

describe('tenantKey', () => {
  it('puts the tenant into the hash tag, so that all keys of a tenant share a slot', () => {
    expect(tenantKey(ACME, 'calls', '106540352242922')).toBe(`t:{${ACME}}:calls:106540352242922`);
  });

  it.each(['', 'acme', ACME.toUpperCase(), `${ACME}}x`])('refuses %j as a tenant', (tenantId) => {
    expect(() => tenantKey(tenantId, 'calls')).toThrow('tenant id');
  });

  it.each(['', 'a:b', '{x}', 'a b', '+254700000001', 'ä'])('refuses the part %j', (part) => {
    expect(() => tenantKey(ACME, 'calls', part)).toThrow('encode it first');
  });
});
