import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger } from '#patchbay/kernel';
import type { HeldSession } from '#patchbay/rpc';
import { ContactLoop } from './contact-loop.js';

const held: HeldSession = { tenantId: randomUUID(), callId: randomUUID(), epoch: 2 };

function loopWith(control: { isUp: boolean; close: string[] }) {
  const seen = { contacts: 0, closed: [] as HeldSession[], hardStops: 0 };
  const loop = new ContactLoop({
    logger: createLogger({ name: 'test', level: 'silent' }),
    hardStopMs: 60_000,
    committed: () => [held],
    contact: () => {
      seen.contacts += 1;
      return control.isUp
        ? Promise.resolve({ close: control.close, hardStopAtMs: 0 })
        : Promise.reject(new Error('down'));
    },
    closeUnknown: (session) => seen.closed.push(session),
    onHardStop: () => {
      seen.hardStops += 1;
    },
  });
  return { loop, seen };
}

describe('ContactLoop', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('makes contact at once and then every second, until it is closed', async () => {
    const { loop, seen } = loopWith({ isUp: true, close: [] });
    void loop.start();
    await jest.advanceTimersByTimeAsync(3000);
    expect(seen.contacts).toBe(4);
    loop.close();
    await jest.advanceTimersByTimeAsync(5000);
    expect(seen.contacts).toBe(4);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends the sessions that signalling names, with the epoch it was told', async () => {
    const { loop, seen } = loopWith({ isUp: true, close: [held.callId, randomUUID()] });
    void loop.start();
    await jest.advanceTimersByTimeAsync(0);
    expect(seen.closed).toEqual([held]);
    loop.close();
  });

  it('lets calls go on for a minute without contact, then ends them', async () => {
    const control = { isUp: true, close: [] };
    const { loop, seen } = loopWith(control);
    void loop.start();
    await jest.advanceTimersByTimeAsync(10_000);
    control.isUp = false;
    await jest.advanceTimersByTimeAsync(58_000);
    expect(seen.hardStops).toBe(0);
    await jest.advanceTimersByTimeAsync(3000);
    expect(seen.hardStops).toBe(1);
    loop.close();
  });

  it('begins the minute again with every contact', async () => {
    const control = { isUp: false, close: [] };
    const { loop, seen } = loopWith(control);
    void loop.start();
    for (let i = 0; i < 5; i += 1) {
      await jest.advanceTimersByTimeAsync(50_000);
      control.isUp = true;
      await jest.advanceTimersByTimeAsync(1000);
      control.isUp = false;
    }
    expect(seen.hardStops).toBe(0);
    loop.close();
  });
});
