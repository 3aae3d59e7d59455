import { describe, expect, it } from '@jest/globals';
import { createLogger } from '#patchbay/kernel';
import { ExportPace } from './export-pace.js';

const logger = createLogger({ name: 'test', level: 'silent' });
const { signal: never } = new AbortController();

describe('the pace of an export', () => {
  it('rests three times as long as it worked', async () => {
    const pace = new ExportPace({ calls: { doCallsWait: () => Promise.resolve(false) }, logger });
    const startedMs = performance.now();
    for (let page = 0; page < 10; page += 1) await pace.rest(5, never);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(140);
  });

  it('stands still while calls wait, and goes on after that', async () => {
    const answers = [true, false];
    const asked: boolean[] = [];
    const doCallsWait = () => {
      const answer = answers.shift() ?? false;
      asked.push(answer);
      return Promise.resolve(answer);
    };
    await new ExportPace({ calls: { doCallsWait }, logger }).rest(0, never);
    expect(asked).toEqual([true, false]);
  });

  it('does a piece now and then however long calls wait', async () => {
    const calls = { doCallsWait: () => Promise.resolve(true) };
    const pace = new ExportPace({ calls, logger, mostPauseMs: 20 });
    await expect(pace.rest(0, never)).resolves.toBeUndefined();
  });

  it('does not ask again at every page', async () => {
    let asked = 0;
    const doCallsWait = () => {
      asked += 1;
      return Promise.resolve(false);
    };
    const pace = new ExportPace({ calls: { doCallsWait }, logger });
    for (let page = 0; page < 5; page += 1) await pace.rest(0, never);
    expect(asked).toBe(1);
  });

  it('ends at once with the process', async () => {
    const pace = new ExportPace({ calls: { doCallsWait: () => Promise.resolve(true) }, logger });
    const closing = new AbortController();
    const resting = pace.rest(60_000, closing.signal);
    closing.abort();
    await expect(resting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
