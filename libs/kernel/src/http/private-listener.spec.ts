import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { SystemClock } from '../clock/clock.js';
import { Secret } from '../config/secret.js';
import { createLogger } from '../logging/logger.js';
import { PrivateListener, type PrivateListenerOptions } from './private-listener.js';

const TOKEN = 'canary-token';
const clock = new SystemClock();
let listener: PrivateListener | undefined;
let lines: string[] = [];

afterEach(async () => {
  await listener?.close();
  listener = undefined;
  clock.setOffset(0);
});

async function open(
  options: Partial<PrivateListenerOptions> & { virtualClock?: boolean } = {},
): Promise<string> {
  lines = [];
  listener = await PrivateListener.open({
    config: {
      HOST: '127.0.0.1',
      PRIVATE_PORT: 0,
      INTERNAL_TOKEN: new Secret(TOKEN),
      DANGEROUS_VIRTUAL_CLOCK: options.virtualClock ?? false,
    },
    clock,
    logger: createLogger({
      name: 'test',
      level: 'info',
      destination: { write: (line) => lines.push(line) },
    }),
    ...options,
  });
  return listener.url;
}

interface Ask {
  readonly method?: string;
  readonly token?: string | undefined;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

async function ask(url: string, ask: Ask = {}): Promise<{ status: number; body: unknown }> {
  const { method = 'GET', token = `Bearer ${TOKEN}`, body, headers } = ask;
  const response = await fetch(url, {
    method,
    headers: { ...(token && { authorization: token }), ...headers },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return { status: response.status, body: isJson ? JSON.parse(text) : text };
}

const echo: PrivateListenerOptions['routes'] = {
  'POST /v1/echo': ({ body, query, traceparent }) => ({
    status: 201,
    body: { body, name: query.get('name'), traceparent },
  }),
  'POST /v1/strict': ({ body }) => ({ status: 200, body: z.object({ a: z.int() }).parse(body) }),
  'GET /v1/broken': () => {
    throw new Error('secret detail');
  },
};

describe('the private listener', () => {
  it('tells health and readiness to anybody', async () => {
    let isReady = false;
    const url = await open({ isReady: () => isReady });
    const stranger = { token: '' };
    expect(await ask(`${url}/healthz`, stranger)).toEqual({ status: 200, body: { status: 'ok' } });
    expect(await ask(`${url}/readyz`, stranger)).toMatchObject({ status: 503 });
    isReady = true;
    expect(await ask(`${url}/readyz`, stranger)).toEqual({ status: 200, body: { ready: true } });
  });

  it.each(['', 'Bearer wrong', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN, `bearer ${TOKEN}`])(
    'tells nothing else to the holder of %j',
    async (token) => {
      const url = await open({ routes: echo });
      for (const [method, path] of [
        ['GET', '/metrics'],
        ['POST', '/v1/echo'],
        ['GET', '/nowhere'],
        ['POST', '/healthz'],
      ] as const) {
        expect(await ask(`${url}${path}`, { method, token })).toEqual({
          status: 401,
          body: { error: 'UNAUTHENTICATED' },
        });
      }
    },
  );

  it('hands a request to its route', async () => {
    const url = await open({ routes: echo });
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const reply = await ask(`${url}/v1/echo?name=x`, {
      method: 'POST',
      body: '{"a":1}',
      headers: { traceparent },
    });
    expect(reply).toEqual({ status: 201, body: { body: { a: 1 }, name: 'x', traceparent } });
    expect(await ask(`${url}/v1/echo`)).toMatchObject({ status: 404 });
  });

  it('gives metrics in the text of Prometheus', async () => {
    const url = await open();
    const { status, body } = await ask(`${url}/metrics`);
    expect(status).toBe(200);
    expect(body).toMatch(/^# HELP process_cpu/m);
  });

  it.each(['{', 'x', '{"a":"text"}'])('answers 400 to the body %j', async (body) => {
    const url = await open({ routes: echo });
    expect(await ask(`${url}/v1/strict`, { method: 'POST', body })).toEqual({
      status: 400,
      body: { error: 'BAD_REQUEST' },
    });
    expect(lines).toEqual([]);
  });

  it('reads no endless body', async () => {
    const url = await open({ routes: echo });
    const body = JSON.stringify('x'.repeat(2 * 1024 * 1024));
    expect(await ask(`${url}/v1/echo`, { method: 'POST', body })).toEqual({
      status: 413,
      body: { error: 'BODY_TOO_LARGE' },
    });
  });

  it('keeps to itself why something failed, and logs it', async () => {
    const url = await open({ routes: echo });
    expect(await ask(`${url}/v1/broken`)).toEqual({ status: 500, body: { error: 'INTERNAL' } });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { msg: 'private_request.failed', path: '/v1/broken', err: { message: 'secret detail' } },
    ]);
  });

  it('moves the clock only where that was allowed', async () => {
    const move = { method: 'POST', body: '{"offsetMs":60000}' };
    const closed = await open();
    expect(await ask(`${closed}/internal/v1/clock`, move)).toMatchObject({ status: 404 });
    await listener?.close();
    const url = await open({ virtualClock: true });
    expect(await ask(`${url}/internal/v1/clock`, { ...move, token: 'Bearer x' })).toMatchObject({
      status: 401,
    });
    expect(clock.offsetMs).toBe(0);
    expect(await ask(`${url}/internal/v1/clock`, move)).toMatchObject({ status: 200 });
    expect(clock.offsetMs).toBe(60_000);
  });

  it('closes at once though somebody keeps a connection open', async () => {
    const url = new URL(await open());
    const socket = connect(Number(url.port), url.hostname);
    const ended = new Promise((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('connect', resolve));
    await listener?.close();
    listener = undefined;
    await ended;
  });
});
