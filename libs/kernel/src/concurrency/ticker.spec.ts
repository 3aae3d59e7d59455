import { describe, expect, it } from '@jest/globals';
import { createLogger } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { Ticker } from './ticker.js';

function loggerInto(lines: string[]) {
  const destination = { write: (line: string) => lines.push(JSON.parse(line).msg) };
  return createLogger({ name: 'test', level: 'info', destination });
}

describe('Ticker', () => {
  it('goes on after a round that failed, and tells it once', async () => {
    const lines: string[] = [];
    let rounds = 0;
    const ticker = new Ticker({ name: 'test', everyMs: 1, logger: loggerInto(lines) }, () => {
      rounds += 1;
      return rounds < 3 ? Promise.reject(new Error('no')) : Promise.resolve();
    });
    ticker.start();
    await eventually(() => rounds >= 4);
    await ticker.stop();
    expect(lines).toEqual(['ticker.failing', 'ticker.recovered']);
  });

  it('starts nothing after it was stopped, and waits for the round that runs', async () => {
    let finish: (() => void) | undefined;
    let rounds = 0;
    const ticker = new Ticker({ name: 'test', everyMs: 1, logger: loggerInto([]) }, () => {
      rounds += 1;
      return new Promise<void>((resolve) => (finish = resolve));
    });
    ticker.start();
    let isStopped = false;
    const stopping = ticker.stop().then(() => (isStopped = true));
    await Promise.resolve();
    expect(isStopped).toBe(false);
    finish?.();
    await stopping;
    expect(rounds).toBe(1);
  });
});
