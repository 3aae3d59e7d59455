import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';

describe('eventually', () => {
  it('gives the first fact that is there', async () => {
    let looks = 0;
    expect(await eventually(() => ((looks += 1) === 3 ? 'there' : undefined))).toBe('there');
    expect(looks).toBe(3);
  });

  it('counts zero, null and an empty text as facts', async () => {
    expect(await eventually(() => 0)).toBe(0);
    expect(await eventually(() => null)).toBeNull();
  });

  it('fails with the reason it last saw', async () => {
    const never = eventually(() => Promise.reject(new Error('still 3 rows')), { within: 1 });
    await expect(never).rejects.toThrow('still 3 rows');
    await expect(eventually(() => false, { within: 1 })).rejects.toThrow('not seen within 1 ms');
  });
});
