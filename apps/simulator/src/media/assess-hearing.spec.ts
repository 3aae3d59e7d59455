import { describe, expect, it } from '@jest/globals';
import { assessHearing } from './assess-hearing.js';

const nonce = 'aaaaaaaaaaaaaaaa';
/** 100 frames, number n sent at 20 × n ms. */
const sent = { nonce, firstNumber: 1, atMs: Array.from({ length: 100 }, (_, i) => 20 * (i + 1)) };
const heardFrom = (numbers: number[], by = nonce) => ({
  nonce: numbers.length === 0 ? null : by,
  numbers,
  atMs: numbers.map((number) => 20 * number + 5),
});
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('assessHearing', () => {
  it('finds a clean call heard and not clipped', () => {
    const verdict = assessHearing({ sent, heard: heardFrom(range(21, 100)), fromMs: 410 });
    expect(verdict).toEqual({
      heard: true,
      expected: 80,
      arrived: 80,
      inOrder: true,
      clippedMs: 0,
    });
  });

  it('counts 20 ms for each number lost at the beginning', () => {
    const verdict = assessHearing({ sent, heard: heardFrom(range(24, 100)), fromMs: 410 });
    expect(verdict).toMatchObject({ heard: true, clippedMs: 60 });
  });

  it('finds a call not heard when more than 5 % is missing', () => {
    const heard = heardFrom(range(21, 95));
    expect(assessHearing({ sent, heard, fromMs: 410 })).toMatchObject({
      heard: false,
      arrived: 75,
    });
    expect(assessHearing({ sent, heard, fromMs: 410, untilMs: 1910 })).toMatchObject({
      heard: true,
      expected: 75,
    });
  });

  it('finds silence not heard and not clipped', () => {
    const verdict = assessHearing({ sent, heard: heardFrom([]), fromMs: 410 });
    expect(verdict).toMatchObject({ heard: false, arrived: 0, clippedMs: null });
  });

  it('finds nothing heard where nothing was said', () => {
    const mute = { nonce, firstNumber: 1, atMs: [] };
    expect(assessHearing({ sent: mute, heard: heardFrom([]), fromMs: 0 }).heard).toBe(false);
  });

  it("does not take another call's audio for this one's", () => {
    const heard = heardFrom(range(21, 100), 'bbbbbbbbbbbbbbbb');
    expect(assessHearing({ sent, heard, fromMs: 410 })).toMatchObject({
      heard: false,
      clippedMs: null,
    });
  });

  it('does not find disorder heard', () => {
    const heard = heardFrom([22, 21, ...range(23, 100)]);
    expect(assessHearing({ sent, heard, fromMs: 410 })).toMatchObject({
      heard: false,
      inOrder: false,
    });
  });
});
