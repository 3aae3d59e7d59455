import { describe, expect, it } from '@jest/globals';
import { parseSeed, readSeed } from './seed-file.js';

describe('the seed of two tenants', () => {
  const seed = readSeed('seed/two-tenants.json');

  it('has two apps, three WABAs, four numbers and three users', () => {
    const { consumers, metaApps, phoneNumbers, wabas } = seed;
    expect([metaApps, wabas, phoneNumbers, consumers].map((list) => list.length)).toEqual([
      2, 3, 4, 3,
    ]);
  });

  it('has one app that all WABAs share and one WABA with two apps', () => {
    expect(seed.wabas.every((waba) => waba.apps.includes('alpha'))).toBe(true);
    expect(seed.wabas.filter((waba) => waba.apps.length === 2)).toHaveLength(1);
  });

  it('has no business number in a country without business-initiated calls', () => {
    const blocked = /^(1|20|84|90|234)/;
    expect(seed.phoneNumbers.filter((n) => blocked.test(n.displayPhoneNumber))).toEqual([]);
  });

  it('is refused when a number names a WABA that is not there', () => {
    const broken = { ...seed, wabas: seed.wabas.slice(1) };
    expect(() => parseSeed(broken)).toThrow(/no WABA 510000000000001/);
  });
});
