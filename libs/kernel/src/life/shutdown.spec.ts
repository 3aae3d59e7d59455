import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger } from '../logging/logger.js';
import { armCrashPoint, crashPoint } from './crash-point.js';
import { Shutdown } from './shutdown.js';

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
