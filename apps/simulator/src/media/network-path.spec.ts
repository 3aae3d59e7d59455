import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { networkSchema } from './media-faults.js';
import { NetworkPath } from './network-path.js';

/** Sends packets 0 … count-1, one each 20 ms; gives what arrived, in order. */
function run(profile: object, { count = 500, lane = 0 } = {}): number[] {
  const path = new NetworkPath(networkSchema.parse(profile), lane);
  const arrived: number[] = [];
  for (let packet = 0; packet < count; packet++) {
    path.pass(() => arrived.push(packet));
    jest.advanceTimersByTime(20);
  }
  jest.advanceTimersByTime(3000);
  return arrived;
}

describe('NetworkPath', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is perfect unless told otherwise', () => {
    expect(run({})).toEqual(Array.from({ length: 500 }, (_, i) => i));
  });

  it('loses about the share it is told, and the same packets for the same seed', () => {
    const arrived = run({ lossPercent: 10 });
    expect(arrived.length).toBeGreaterThan(425);
    expect(arrived.length).toBeLessThan(475);
    expect(run({ lossPercent: 10 })).toEqual(arrived);
    expect(run({ lossPercent: 10, seed: 2 })).not.toEqual(arrived);
    expect(run({ lossPercent: 10 }, { lane: 1 })).not.toEqual(arrived);
    expect(run({ lossPercent: 100 })).toEqual([]);
  });

  it('delays without changing the order', () => {
    const arrived = run({ jitterMs: 200 });
    expect(arrived).toEqual(Array.from({ length: 500 }, (_, i) => i));
  });

  it('lets the next packet overtake', () => {
    const arrived = run({ reorderPercent: 10 });
    expect([...arrived].sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, i) => i));
    const overtaken = arrived.filter((number, i) => i > 0 && number < arrived[i - 1]!);
    expect(overtaken.length).toBeGreaterThan(25);
    expect(overtaken.length).toBeLessThan(75);
  });

  it('lets the last packet arrive, though nothing overtakes it', () => {
    expect(run({ reorderPercent: 100 }, { count: 1 })).toEqual([0]);
  });

  it('forgets what is on its way when it closes', () => {
    const path = new NetworkPath(networkSchema.parse({ jitterMs: 2000 }), 0);
    const arrived: number[] = [];
    path.pass(() => arrived.push(1));
    path.close();
    jest.advanceTimersByTime(3000);
    expect(arrived).toEqual([]);
  });
});
