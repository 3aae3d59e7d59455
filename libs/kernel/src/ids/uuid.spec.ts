import { describe, expect, it } from '@jest/globals';
import { FrozenClock } from '../testing/frozen-clock.js';
import { isUuid, timeOfUuidv7, uuidv7, uuidv7Floor } from './uuid.js';

const clock = new FrozenClock();

describe('uuidv7', () => {
  it('has the version, the variant and the time of RFC 9562', () => {
    const id = uuidv7(clock);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(timeOfUuidv7(id)).toBe(clock.nowMs());
  });

  it('rises within one millisecond, however many are made, and is never the same', () => {
    const still = new FrozenClock(clock.nowMs() + 10_000);
    const ids = Array.from({ length: 6000 }, () => uuidv7(still));
    expect(ids.findIndex((id, index) => index > 0 && id <= ids[index - 1]!)).toBe(-1);
    expect(new Set(ids).size).toBe(ids.length);
    still.advance(2);
    expect(uuidv7(still) > ids.at(-1)!).toBe(true);
  });

  it('goes back with a clock that is set back, for its time is that of the business', () => {
    const moved = new FrozenClock(clock.nowMs() + 50_000);
    const later = uuidv7(moved);
    moved.advance(-20_000);
    expect(uuidv7(moved) < later).toBe(true);
    expect(timeOfUuidv7(uuidv7(moved))).toBe(moved.nowMs());
  });

  it('is not below the floor of its millisecond, and below that of the next', () => {
    const id = uuidv7(clock);
    const now = timeOfUuidv7(id);
    expect(uuidv7Floor(now) <= id).toBe(true);
    expect(id < uuidv7Floor(now + 2)).toBe(true);
  });
});

describe('isUuid', () => {
  it.each([
    ['', false],
    ['0199c000-0000-7000-8000-00000000dead', true],
    ['0199C000-0000-7000-8000-00000000DEAD', false],
    ['0199c000000070008000000000000000', false],
    ["0199c000-0000-7000-8000-00000000dead' or true", false],
    ['\n0199c000-0000-7000-8000-00000000dead\n', false],
  ])('of %j is %s', (text, expected) => {
    expect(isUuid(text)).toBe(expected);
  });
});
