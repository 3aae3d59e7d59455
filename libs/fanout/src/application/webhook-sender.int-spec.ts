import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type AddressLookup, EgressGuard, parseCidrs, type ResolvedTarget } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { answer, hang, WebhookSink } from '../testing/index.js';
import { fanoutConfigSchema } from '../fanout.config.js';
import { EndpointTargets } from './endpoint-targets.js';
import { WebhookSender } from './webhook-sender.js';

const LOOPBACK = parseCidrs('127.0.0.0/8');

/** A resolver that knows one made-up name, and answers another address from the second time on. */
class RebindingGuard extends EgressGuard {
  readonly asked: string[] = [];

  override resolve(host: string): Promise<ResolvedTarget> {
    this.asked.push(host);
    return Promise.resolve({
      address: this.asked.length === 1 ? '127.0.0.1' : '127.9.9.9',
      family: 4,
    });
  }
}

function senderOf(guard: EgressGuard, timeoutMs = 10_000): WebhookSender {
  const config = fanoutConfigSchema.parse({ FANOUT_TIMEOUT_MS: timeoutMs });
  const targets = new EndpointTargets(guard, { DANGEROUS_EGRESS_ALLOW: LOOPBACK }, config);
  return new WebhookSender(targets, config);
}

function webhook(url: string, shutdown = new AbortController().signal) {
  const headers = { 'webhook-id': 'msg_1' };
  return { url: new URL(url), headers, body: '{}', owner: 'ep_1', shutdown };
}

describe('WebhookSender over http', () => {
  let sink: WebhookSink;
  beforeEach(async () => {
    sink = await WebhookSink.open();
  });
  afterEach(async () => {
    await sink.close();
  });

  it('connects to the checked address under the name of the URL, and asks for it once', async () => {
    const guard = new RebindingGuard();
    const url = sink.url('/hook?a=b', 'hooks.tenant.test');
    const result = await senderOf(guard).send(webhook(url));
    expect(result).toMatchObject({ outcome: 'DELIVERED', statusCode: 200 });
    expect(guard.asked).toEqual(['hooks.tenant.test']);
    expect(sink.requests).toMatchObject([
      { path: '/hook?a=b', headers: { host: `hooks.tenant.test:${sink.port}` } },
    ]);
  });

  it('asks once an attempt, and does not connect when the name leads inside by then', async () => {
    const lookUp = jest
      .fn<AddressLookup>()
      .mockResolvedValueOnce([{ address: '127.0.0.1' }])
      .mockResolvedValueOnce([{ address: '127.0.0.1' }, { address: '10.0.0.1' }])
      .mockResolvedValueOnce([{ address: '169.254.169.254' }]);
    const sender = senderOf(new EgressGuard(LOOPBACK, lookUp));
    const send = () => sender.send(webhook(sink.url('/', 'hooks.tenant.test')));
    expect(await send()).toMatchObject({ outcome: 'DELIVERED' });
    const refused = { outcome: 'REFUSED', reason: 'ADDRESS_REFUSED' };
    expect(await send()).toMatchObject({ ...refused, detail: 'private range' });
    expect(await send()).toMatchObject({ ...refused, detail: 'linkLocal range' });
    expect(lookUp).toHaveBeenCalledTimes(3);
    expect(sink.requests).toHaveLength(1);
  });

  it('goes by no proxy, whatever the environment says', async () => {
    const proxy = await WebhookSink.open();
    const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'ALL_PROXY'];
    const before = new Map(names.map((name) => [name, process.env[name]]));
    try {
      for (const name of names) process.env[name] = proxy.url('/');
      process.env.NODE_USE_ENV_PROXY = '1';
      const sent = await senderOf(new EgressGuard(LOOPBACK)).send(webhook(sink.url()));
      expect(sent).toMatchObject({ outcome: 'DELIVERED' });
      expect(sink.requests).toHaveLength(1);
      expect(proxy.requests).toEqual([]);
    } finally {
      delete process.env.NODE_USE_ENV_PROXY;
      for (const [name, value] of before) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
      await proxy.close();
    }
  });

  it.each([200, 201, 204, 299])('counts %i as delivered', async (status) => {
    sink.reply = answer(status);
    const result = await senderOf(new EgressGuard(LOOPBACK)).send(webhook(sink.url()));
    expect(result.outcome).toBe('DELIVERED');
  });

  it.each([301, 304, 307, 400, 401, 404, 410, 429, 500, 503])('counts %i as failed', async (s) => {
    sink.reply = answer(s, '', { location: sink.url('/elsewhere') });
    const result = await senderOf(new EgressGuard(LOOPBACK)).send(webhook(sink.url()));
    expect(result).toMatchObject({ outcome: 'FAILED', statusCode: s });
    expect(sink.requests).toHaveLength(1);
  });

  it('counts an answer as delivered though its body never ends', async () => {
    sink.reply = (_request, response) => {
      response.writeHead(200).write('half');
    };
    const result = await senderOf(new EgressGuard(LOOPBACK), 1000).send(webhook(sink.url()));
    expect(result).toMatchObject({ outcome: 'DELIVERED', statusCode: 200, excerpt: 'half' });
  });

  it('tells a timeout, a shutdown, a closed port and a refused address apart', async () => {
    sink.reply = hang;
    const sender = senderOf(new EgressGuard(LOOPBACK), 100);
    expect(await sender.send(webhook(sink.url()))).toMatchObject({ outcome: 'TIMED_OUT' });

    const shutdown = new AbortController();
    const patient = senderOf(new EgressGuard(LOOPBACK));
    const sending = patient.send(webhook(sink.url(), shutdown.signal));
    await eventually(() => sink.requests.length === 2);
    shutdown.abort();
    expect(await sending).toMatchObject({ outcome: 'ABORTED' });

    const port = sink.port;
    await sink.close();
    const closed = await patient.send(webhook(`http://127.0.0.1:${port}/`));
    expect(closed).toMatchObject({ outcome: 'FAILED', reason: 'CONNECTION_REFUSED' });
    sink = await WebhookSink.open();
    const refused = await senderOf(new EgressGuard()).send(webhook(sink.url('/', 'localhost')));
    expect(refused).toMatchObject({ outcome: 'REFUSED', detail: 'loopback range' });
    expect(sink.requests).toEqual([]);
  });
});

describe('WebhookSender over https', () => {
  let server: Server;
  let hello: Buffer;
  const sockets = new Set<Socket>();

  beforeEach(async () => {
    hello = Buffer.alloc(0);
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', (bytes) => {
        hello = bytes;
        socket.destroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it('asks the checked address for the certificate of the name (SNI)', async () => {
    const { port } = server.address() as { port: number };
    const url = `https://hooks.tenant.test:${port}/`;
    const result = await senderOf(new RebindingGuard()).send(webhook(url));
    expect(result.outcome).toBe('FAILED');
    expect(hello.includes('hooks.tenant.test')).toBe(true);
  });
});
