import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Secret } from '#patchbay/kernel';
import { z } from 'zod';
import { RpcClient } from './rpc-client.js';
import { RpcError } from './rpc-error.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const closers: (() => Promise<void>)[] = [];

async function serverThat(answer: Answer): Promise<{ origin: string; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer(answer);
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

function clientWith(timeoutMs?: number): RpcClient {
  const rpc = new RpcClient({
    token: new Secret('t0ken'),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  closers.push(() => rpc.close());
  return rpc;
}

function ask(rpc: RpcClient, origin: string): Promise<{ n: number }> {
  return rpc.post({ origin, path: '/x', body: { a: 1 }, reply: z.object({ n: z.number() }) });
}

async function failureOf(promise: Promise<unknown>): Promise<RpcError> {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(RpcError);
  return error as RpcError;
}

function reply(status: number, body: unknown): Answer {
  return (_, response) => {
    response.writeHead(status).end(JSON.stringify(body));
  };
}

describe('RpcClient', () => {
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  it('sends the token and the body and keeps the connection', async () => {
    let seen: unknown;
    const { origin, sockets } = await serverThat((request, response) => {
      seen = request.headers.authorization;
      request.resume();
      response.end(JSON.stringify({ n: 1 }));
    });
    const rpc = clientWith();
    for (let i = 0; i < 10; i += 1) {
      await expect(ask(rpc, origin)).resolves.toEqual({ n: 1 });
    }
    expect(seen).toBe('Bearer t0ken');
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  it('times out within its limit and says that the outcome is unknown', async () => {
    const { origin } = await serverThat(() => undefined);
    const startedAt = performance.now();
    const failure = await failureOf(ask(clientWith(100), origin));
    expect(failure).toMatchObject({ code: 'TIMEOUT', executed: 'unknown' });
    expect(performance.now() - startedAt).toBeLessThan(400);
  });

  it('tells a process that is not there from one that does not answer', async () => {
    const { origin } = await serverThat(reply(200, {}));
    await closers.pop()?.();
    const failure = await failureOf(ask(clientWith(), origin));
    expect(failure).toMatchObject({ code: 'UNREACHABLE', executed: 'no', detail: 'ECONNREFUSED' });
  });

  it('repeats a request whose kept connection had died', async () => {
    let count = 0;
    const { origin } = await serverThat((request, response) => {
      count += 1;
      if (count === 2) request.socket.destroy();
      else response.end(JSON.stringify({ n: count }));
    });
    const rpc = clientWith();
    await ask(rpc, origin);
    await expect(ask(rpc, origin)).resolves.toEqual({ n: 3 });
  });

  it.each([
    [409, { error: 'STALE_EPOCH' }, 'STALE_EPOCH', 'no'],
    [404, { error: 'NO_SESSION' }, 'NO_SESSION', 'no'],
    [422, { error: 'BAD_SDP', detail: 'no Opus' }, 'BAD_SDP', 'no'],
    [503, { error: 'FULL' }, 'FULL', 'no'],
    [503, { error: 'DRAINING' }, 'DRAINING', 'no'],
    [401, { error: 'UNAUTHENTICATED' }, 'UNAUTHENTICATED', 'no'],
    [400, { error: 'BAD_REQUEST' }, 'BAD_REQUEST', 'no'],
    [404, { error: 'NO_ROUTE' }, 'BAD_REPLY', 'unknown'],
    [500, { error: 'INTERNAL' }, 'BAD_REPLY', 'unknown'],
    [200, { m: 1 }, 'BAD_REPLY', 'unknown'],
  ])('reads status %i %j as %s', async (status, body, code, executed) => {
    const { origin } = await serverThat(reply(status, body));
    expect(await failureOf(ask(clientWith(), origin))).toMatchObject({ code, executed });
  });

  it('fails at once after it was closed', async () => {
    const { origin } = await serverThat(reply(200, { n: 1 }));
    const rpc = clientWith();
    await rpc.close();
    expect(await failureOf(ask(rpc, origin))).toMatchObject({ code: 'UNREACHABLE' });
  });
});
