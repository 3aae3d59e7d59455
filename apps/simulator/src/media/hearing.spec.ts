import { describe, expect, it } from '@jest/globals';
import { SPEAKER } from './frame.js';
import { Hearing } from './hearing.js';

const nonce = 'aaaaaaaaaaaaaaaa';
const of = (number: number, over = {}) => ({ speaker: SPEAKER.TENANT, nonce, number, ...over });

describe('Hearing', () => {
  it('reports first, last, count and order', () => {
    const hearing = new Hearing(SPEAKER.TENANT);
    [7, 8, 10].forEach((number, i) => {
      hearing.hear(of(number), 1000 + i);
    });
    expect(hearing.report).toEqual({
      nonce,
      first: 7,
      last: 10,
      count: 3,
      inOrder: true,
      repeated: 0,
      foreign: 0,
    });
    expect(hearing.firstAtOrAfter(1001)).toBe(8);
    expect(hearing.firstAtOrAfter(1003)).toBeNull();
  });

  it('notices frames that come late', () => {
    const hearing = new Hearing(SPEAKER.TENANT);
    [7, 9, 8].forEach((number) => {
      hearing.hear(of(number), 0);
    });
    expect(hearing.report).toMatchObject({ inOrder: false, count: 3 });
  });

  it('counts a repeated number once', () => {
    const hearing = new Hearing(SPEAKER.TENANT);
    [7, 7, 8].forEach((number) => {
      hearing.hear(of(number), 0);
    });
    expect(hearing.report).toMatchObject({ count: 2, repeated: 1, inOrder: true });
  });

  it('hears neither its own echo nor another call', () => {
    const hearing = new Hearing(SPEAKER.TENANT);
    hearing.hear(of(1, { speaker: SPEAKER.CONSUMER }), 0);
    hearing.hear(of(1), 0);
    hearing.hear(of(2, { nonce: 'bbbbbbbbbbbbbbbb' }), 0);
    expect(hearing.report).toMatchObject({ count: 1, foreign: 2, nonce });
  });
});
