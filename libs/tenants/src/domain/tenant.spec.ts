import { describe, expect, it } from '@jest/globals';
import { isUuid } from '#patchbay/kernel';
import { checkNewTenant, tenantIdOfKey } from './tenant.js';

describe('checkNewTenant', () => {
  it.each(['abc', 'acme-telecare', 'a2b', 'a'.repeat(40)])('takes the key %s', (key) => {
    expect(() => {
      checkNewTenant({ key, name: 'Acme' });
    }).not.toThrow();
  });

  it.each(['', 'ab', '2ab', 'Acme', 'acme-', 'a b c', 'a'.repeat(41), 'acmé'])(
    'refuses the key %j',
    (key) => {
      expect(() => {
        checkNewTenant({ key, name: 'Acme' });
      }).toThrow('key must have 3 to 40');
    },
  );

  it.each(['', '   ', 'x'.repeat(121)])('refuses the name %j', (name) => {
    expect(() => {
      checkNewTenant({ key: 'acme', name });
    }).toThrow('name must have 1 to 120 characters');
  });
});

describe('tenantIdOfKey', () => {
  it('is a UUID that only the same actor and key give', () => {
    const id = tenantIdOfKey('actor', 'key');

    expect(isUuid(id)).toBe(true);
    expect(tenantIdOfKey('actor', 'key')).toBe(id);
    expect(tenantIdOfKey('actor', 'other')).not.toBe(id);
    expect(tenantIdOfKey('other', 'key')).not.toBe(id);
  });
});
