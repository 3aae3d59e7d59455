import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withLock } from '../../scripts/lib/lock.mjs';
import { configuredPort, freePorts } from '../../scripts/lib/ports.mjs';
import { closingLine, verdictOf } from '../../scripts/lib/test-results.mjs';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'patchbay-bootstrap-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a lock', () => {
  it('lets one in at a time', async () => {
    const file = path.join(folder, 'turns.lock');
    let inside = 0;
    let most = 0;
    const enter = () =>
      withLock(file, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await readFile(file);
        inside -= 1;
      });
    await Promise.all(Array.from({ length: 5 }, enter));
    expect(most).toBe(1);
  });

  it('of a dead process is taken over, by one of those who wait', async () => {
    const file = path.join(folder, 'dead.lock');
    await writeFile(file, JSON.stringify({ pid: process.pid, identity: 'a boot ago:1' }));
    const results = await Promise.all(
      [1, 2, 3].map((n) => withLock(file, () => Promise.resolve(n))),
    );
    expect(results).toEqual([1, 2, 3]);
  });

  it('is free again after work that failed', async () => {
    const file = path.join(folder, 'failed.lock');
    await expect(withLock(file, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    await expect(withLock(file, () => Promise.resolve('free'))).resolves.toBe('free');
  });
});

describe('ports', () => {
  it('that are free differ', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
  });

  it('that are configured and taken are refused with the name of the variable', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(configuredPort('API_PORT', { API_PORT: String(port) })).rejects.toThrow(
      `Port ${port} (from API_PORT) is already in use`,
    );
    await new Promise((resolve) => server.close(resolve));
    await expect(configuredPort('API_PORT', { API_PORT: String(port) })).resolves.toBe(port);
  });

  it.each(['abc', '0', '70000', '1.5'])('like %s are refused', async (text) => {
    await expect(configuredPort('API_PORT', { API_PORT: text })).rejects.toThrow('is not a port');
  });

  it('that are not configured are left open', async () => {
    await expect(configuredPort('API_PORT', {})).resolves.toBeUndefined();
  });
});

describe('the result of a test run', () => {
  const counts = {
    numPassedTests: 7,
    numFailedTests: 0,
    numRuntimeErrorTestSuites: 0,
    numPendingTests: 0,
    numTodoTests: 0,
  };

  it('is told in one line', () => {
    expect(closingLine(counts)).toBe('tests: 7 passed, 0 failed, 0 skipped');
    expect(verdictOf(counts, 0, true)).toEqual({ exitCode: 0 });
  });

  it('counts a file that could not run as a failure', () => {
    const broken = { ...counts, numRuntimeErrorTestSuites: 1 };
    expect(closingLine(broken)).toBe('tests: 7 passed, 1 failed, 0 skipped');
    expect(verdictOf(broken, 0, false).exitCode).toBe(1);
  });

  it('is a failure in CI when a test was skipped', () => {
    const skipped = { ...counts, numPendingTests: 1, numTodoTests: 1 };
    expect(verdictOf(skipped, 0, false).exitCode).toBe(0);
    expect(verdictOf(skipped, 0, true)).toEqual({
      exitCode: 1,
      problem: '2 skipped: not allowed in CI',
    });
  });

  it('is a failure when jest left none', () => {
    expect(closingLine(null)).toBe('tests: 0 passed, 1 failed, 0 skipped');
    expect(verdictOf(null, 0, false).exitCode).toBe(1);
  });
});
