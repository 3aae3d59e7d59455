import { afterEach, describe, expect, it } from '@jest/globals';
import type { Stack, StackOptions } from '../../scripts/lib/stack.mjs';
import { startProcesses } from '../support/test-stack.js';

let stack: Stack | undefined;

afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

/** One process of the whole is enough to see how any of them is treated. */
async function startSimulator(options: StackOptions = {}): Promise<Stack> {
  stack = await startProcesses(['simulator'], options);
  return stack;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

describe('startStack', () => {
  it('kills a process and starts it again at the same address', async () => {
    const running = await startSimulator();
    const health = `${running.urls.simulator.privateUrl}/healthz`;
    const pid = running.pids.simulator;
    expect(await answers(health)).toBe(true);
    await running.kill('simulator');
    expect(await answers(health)).toBe(false);
    await running.restart('simulator');
    expect(await answers(health)).toBe(true);
    expect(running.pids.simulator).not.toBe(pid);
  });

  it('moves the clock of the processes only when that was asked for', async () => {
    const real = await startSimulator();
    await expect(real.setClock(60_000)).rejects.toThrow('simulator refused the clock');
    await real.stop();
    const virtual = await startSimulator({ virtualClock: true });
    await expect(virtual.setClock(60_000)).resolves.toBeUndefined();
  });

  it('quotes a process that does not start, and leaves nothing running', async () => {
    const starting = startSimulator({ env: { simulator: { LOG_LEVEL: 'nonsense' } } });
    await expect(starting).rejects.toThrow(/simulator ended with exit code 1[^]*LOG_LEVEL/);
  });

  it('tells of a process that ends by itself, not of one that is stopped', async () => {
    const ends: string[] = [];
    const running = await startSimulator({ onExit: (name) => ends.push(name) });
    process.kill(running.pids.simulator!, 'SIGKILL');
    await running.exited('simulator');
    expect(ends).toEqual(['simulator']);
    await running.restart('simulator');
    await running.kill('simulator');
    expect(ends).toEqual(['simulator']);
  });
});
