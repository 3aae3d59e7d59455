import { describe, expect, it } from '@jest/globals';
import { Slots } from './slots.js';

describe('Slots', () => {
  it('gives as many places as are wanted and free', async () => {
    const slots = new Slots(5);
    expect(await slots.take(3)).toBe(3);
    expect(await slots.take(3)).toBe(2);
  });

  it('lets the next in line in when a place is given back', async () => {
    const slots = new Slots(1);
    await slots.take(1);
    const order: string[] = [];
    const first = slots.take(1).then(() => order.push('first'));
    const second = slots.take(1).then(() => order.push('second'));
    slots.give(1);
    await first;
    expect(order).toEqual(['first']);
    slots.give(1);
    await second;
    expect(order).toEqual(['first', 'second']);
  });

  it('give the place back when the work on it fails', async () => {
    const slots = new Slots(1);
    await expect(slots.with(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await slots.with(() => Promise.resolve('next'))).toBe('next');
  });
});
