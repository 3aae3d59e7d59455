import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { SHUTDOWN_LIMIT_MS } from '#patchbay/kernel';
import type { Stack } from '../../scripts/lib/stack.mjs';
import { startProcesses } from '../support/test-stack.js';

const SERVERS = ['api', 'worker', 'media', 'simulator'] as const;

let stack: Stack;

beforeAll(async () => {
  stack = await startProcesses(SERVERS);
}, 60_000);
afterAll(async () => {
  await stack.stop();
});

/** A connection that is kept alive, as a load balancer or Prometheus has it. */
async function holdConnection(name: (typeof SERVERS)[number]): Promise<void> {
  const response = await fetch(`${stack.urls[name].privateUrl}/healthz`, {
    headers: { connection: 'keep-alive' },
  });
  expect(await response.json()).toEqual({ status: 'ok' });
}

/** Tells a process to end; its exit code, and its last words when that is not 0. */
async function end(name: string): Promise<{ code: unknown; said: readonly string[] }> {
  const exit = stack.exited(name);
  await stack.kill(name, 'SIGTERM');
  const { code } = await exit;
  return { code, said: code === 0 ? [] : stack.logs(name).slice(-5) };
}

describe('a process without calls', () => {
  it.each(SERVERS)('%s ends in time when it is told to, with nothing left open', async (name) => {
    await holdConnection(name);
    const startedAt = performance.now();
    // A process that had to cut something off exits with another code.
    expect(await end(name)).toEqual({ code: 0, said: [] });
    expect(performance.now() - startedAt).toBeLessThan(SHUTDOWN_LIMIT_MS);
  });

  it('says to open sockets that it goes', async () => {
    await stack.restart('api');
    const url = `${stack.urls.api.publicUrl.replace('http', 'ws')}/graphql`;
    const socket = new WebSocket(url, 'graphql-transport-ws');
    await once(socket, 'open');
    const closed = once(socket, 'close');

    expect(await end('api')).toEqual({ code: 0, said: [] });
    expect(await closed).toEqual([1001, Buffer.from('Going away')]);
  });
});
