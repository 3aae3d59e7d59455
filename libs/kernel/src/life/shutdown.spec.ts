import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger } from '../logging/logger.js';
import { eventually } from '#patchbay/kernel/testing';
import { armCrashPoint, crashPoint } from './crash-point.js';
import { exitOnSignals, Shutdown, SHUTDOWN_LIMIT_MS } from './shutdown.js';

describe('Shutdown', () => {
  it('closes the parts in the reverse order of their making, once', async () => {
    const closed: string[] = [];
    const shutdown = new Shutdown();
    for (const name of ['database', 'queue', 'listener']) {
      shutdown.add(name, async () => {
        await Promise.resolve();
        closed.push(name);
      });
    }
    await Promise.all([shutdown.close(), shutdown.close()]);
    expect(closed).toEqual(['listener', 'queue', 'database']);
  });

  it('goes on when a part fails, and tells which', async () => {
    const closed: string[] = [];
    const lines: string[] = [];
    const logger = createLogger({
      name: 'test',
      level: 'info',
      destination: { write: (line) => lines.push(line) },
    });
    const shutdown = new Shutdown();
    shutdown.add('first', () => void closed.push('first'));
    shutdown.add('second', () => Promise.reject(new Error('stuck')));
    shutdown.add('third', () => {
      throw new Error('at once');
    });
    await shutdown.close(logger);
    expect(closed).toEqual(['first']);
    expect(lines.map((line) => JSON.parse(line).part)).toEqual(['third', 'second']);
  });
});

describe('a process that is told to end', () => {
  const lines: string[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line) => lines.push(line) },
  });
  const told = (
    close: () => Promise<void>,
    limitMs?: number,
  ): jest.SpiedFunction<typeof process.exit> => {
    const exit = jest.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
    const listeners = jest.spyOn(process, 'once').mockReturnThis();
    const shutdown = new Shutdown();
    shutdown.add('a part', close);
    exitOnSignals(shutdown, logger, limitMs);
    const [, onSignal] = listeners.mock.calls.find(([name]) => name === 'SIGTERM')!;
    onSignal('SIGTERM');
    return exit;
  };

  beforeEach(() => {
    lines.length = 0;
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('exits with 0 once all is closed', async () => {
    const exit = told(() => Promise.resolve());
    await jest.advanceTimersByTimeAsync(1);
    expect(exit.mock.calls).toEqual([[0]]);
    expect(lines).toEqual([]);
  });

  it('is cut with 1 when a part hangs, and says which and on what', async () => {
    const exit = told(() => new Promise<void>(() => undefined));
    await jest.advanceTimersByTimeAsync(SHUTDOWN_LIMIT_MS - 1);
    expect(exit).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(exit.mock.calls).toEqual([[1]]);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        msg: 'process.close_timed_out',
        part: 'a part',
        waitsFor: expect.any(Array),
      }),
    ]);
  });

  it('has its time although the machine stood still', async () => {
    jest.useRealTimers();
    const nap = new Int32Array(new SharedArrayBuffer(4));
    const exit = told(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      Atomics.wait(nap, 0, 0, 350);
      await new Promise((resolve) => setImmediate(resolve));
    }, 300);
    await eventually(() => exit.mock.calls.length > 0);
    expect(exit.mock.calls).toEqual([[0]]);
  });
});

describe('a crash point', () => {
  afterEach(() => {
    armCrashPoint(undefined);
    jest.restoreAllMocks();
  });

  it('kills the process only where it was armed', () => {
    const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
    crashPoint('drain.before-commit');
    armCrashPoint('drain.after-commit');
    crashPoint('drain.before-commit');
    expect(kill).not.toHaveBeenCalled();
    crashPoint('drain.after-commit');
    expect(kill).toHaveBeenCalledWith(process.pid, 'SIGKILL');
  });
});
