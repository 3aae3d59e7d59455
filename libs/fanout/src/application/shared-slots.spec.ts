import { describe, expect, it } from '@jest/globals';
import { SharedSlots } from './shared-slots.js';

describe('places that tenants share', () => {
  it('are a quarter for one tenant, whatever it wants, and the others are left to others', async () => {
    const slots = new SharedSlots(8);
    expect(await slots.take('acme', 100)).toBe(2);
    const more = slots.take('acme', 1);
    expect(await slots.take('globex', 5)).toBe(2);
    slots.give('acme', 1);
    expect(await more).toBe(1);
  });

  it('are at least one, and all when all tenants want them', async () => {
    expect(await new SharedSlots(1).take('acme', 3)).toBe(1);
    const slots = new SharedSlots(4);
    const taken = await Promise.all(['a', 'b', 'c', 'd'].map((tenant) => slots.take(tenant, 9)));
    expect(taken).toEqual([1, 1, 1, 1]);
    const fifth = slots.take('e', 1);
    slots.give('b', 1);
    expect(await fifth).toBe(1);
  });

  it('come back whole, however they were taken and given', async () => {
    const slots = new SharedSlots(16);
    for (let round = 0; round < 50; round += 1) {
      const tenants = ['a', 'b', 'c', 'd', 'e'];
      await Promise.all(
        tenants.map(async (tenant) => {
          const taken = await slots.take(tenant, 1 + (round % 5));
          await Promise.resolve();
          slots.give(tenant, taken);
        }),
      );
    }
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((tenant) => slots.take(tenant, 9)));
    expect(all).toEqual([4, 4, 4, 4]);
  });
});
