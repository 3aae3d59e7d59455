import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig, Secret } from '#patchbay/kernel';
import type { CallAction } from './call-action.js';
import { GraphClient, graphConfigSchema, wacidFrom } from './graph-client.js';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

const NUMBER = { phoneNumberId: '106', accessToken: new Secret('EAAtoken') };
const TERMINATE: CallAction = { action: 'terminate', wacid: 'wacid.1' };

let server: Server;
let client: GraphClient;
let seen: Seen[];
let answer: (response: ServerResponse) => void;

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function json(status: number, body: unknown): typeof answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

beforeEach(async () => {
  seen = [];
  answer = json(200, { success: true });
  server = createServer((request, response) => {
    void readBody(request).then((body) => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = clientFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  await client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function clientFor(url: string, env: Record<string, string> = {}): GraphClient {
  const { graph } = loadConfig({ graph: graphConfigSchema }, { META_GRAPH_URL: url, ...env });
  return new GraphClient(graph);
}

describe('a call action', () => {
  const SDP = 'v=0\r\n';
  it.each<[CallAction, object]>([
    [
      { action: 'connect', to: '254700000101', sdp: SDP, bizOpaqueCallbackData: 'pb1.x' },
      {
        action: 'connect',
        to: '254700000101',
        session: { sdp_type: 'offer', sdp: SDP },
        biz_opaque_callback_data: 'pb1.x',
      },
    ],
    [
      { action: 'connect', recipient: 'KE.1', sdp: SDP, bizOpaqueCallbackData: 'pb1.x' },
      {
        action: 'connect',
        recipient: 'KE.1',
        session: { sdp_type: 'offer', sdp: SDP },
        biz_opaque_callback_data: 'pb1.x',
      },
    ],
    ...(['pre_accept', 'accept'] as const).map((action): [CallAction, object] => [
      { action, wacid: 'wacid.1', sdp: SDP },
      { action, call_id: 'wacid.1', session: { sdp_type: 'answer', sdp: SDP } },
    ]),
    ...(['reject', 'terminate'] as const).map((action): [CallAction, object] => [
      { action, wacid: 'wacid.1' },
      { action, call_id: 'wacid.1' },
    ]),
  ])('%j goes to the number with its token', async (action, body) => {
    expect(await client.sendCallAction(NUMBER, action)).toEqual({
      kind: 'done',
      body: { success: true },
    });
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/v26.0/106/calls',
        headers: { authorization: 'Bearer EAAtoken', 'content-type': 'application/json' },
      },
    ]);
    expect(seen[0]?.body).toEqual({ messaging_product: 'whatsapp', ...body });
  });

  it('cannot be led to another path by the number', async () => {
    await client.sendCallAction({ ...NUMBER, phoneNumberId: '../me?x=' }, TERMINATE);
    expect(seen[0]?.url).toBe('/v26.0/..%2Fme%3Fx%3D/calls');
  });
});

describe('the outcome', () => {
  const refusal = {
    error: { message: '(#138006) No approved call permission found', code: 138006 },
  };

  it.each([400, 401, 429, 500])('is refused, with Meta’s words, on status %i', async (status) => {
    answer = json(status, refusal);
    expect(await client.sendCallAction(NUMBER, TERMINATE)).toMatchObject({
      kind: 'refused',
      error: { code: 138006, title: 'No approved call permission found', httpStatus: status },
    });
  });

  it.each<[string, typeof answer]>([
    ['an answer that is not Graph’s', json(502, { message: 'bad gateway' })],
    ['a page of a proxy', (response) => response.writeHead(503).end('<html>')],
    ['a 200 without JSON', (response) => response.writeHead(200).end('OK')],
    [
      'a redirect, which is not followed with the token',
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
    ['a connection that breaks', (response) => response.socket?.destroy()],
    [
      'an answer that breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"su');
        response.socket?.destroySoon();
      },
    ],
  ])('is unknown after %s', async (_, reply) => {
    answer = reply;
    expect(await client.sendCallAction(NUMBER, TERMINATE)).toMatchObject({ kind: 'unknown' });
    expect(seen).toHaveLength(1);
  });

  it('is unknown when there is no answer in time', async () => {
    const { port } = server.address() as AddressInfo;
    const hasty = clientFor(`http://127.0.0.1:${port}`, { META_GRAPH_TIMEOUT_MS: '100' });
    answer = () => undefined;
    expect(await hasty.sendCallAction(NUMBER, TERMINATE)).toMatchObject({ kind: 'unknown' });
    await hasty.close();
  });

  it('is not_sent when nobody listens', async () => {
    server.closeAllConnections();
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await clientFor(`http://127.0.0.1:${port}`).sendCallAction(NUMBER, TERMINATE)).toEqual({
      kind: 'not_sent',
      reason: 'ECONNREFUSED',
    });
  });

  it('tells nothing of the token', async () => {
    answer = (response) => response.socket?.destroy();
    const outcome = await client.sendCallAction(NUMBER, TERMINATE);
    expect(JSON.stringify(outcome)).not.toContain('EAAtoken');
  });
});

describe('the wacid of a connect', () => {
  it.each([
    [{ messaging_product: 'whatsapp', calls: [{ id: 'wacid.1' }] }, 'wacid.1'],
    [{ calls: [] }, undefined],
    [{ success: true }, undefined],
    [undefined, undefined],
  ])('in %j is %j', (body, wacid) => {
    expect(wacidFrom(body)).toBe(wacid);
  });
});

describe('the settings of Graph', () => {
  const load = (env: Record<string, string>) => loadConfig({ graph: graphConfigSchema }, env).graph;

  it('are Meta’s own by default', () => {
    expect(load({ NODE_ENV: 'production' })).toMatchObject({
      META_GRAPH_URL: 'https://graph.facebook.com',
      META_GRAPH_VERSION: 'v26.0',
    });
  });

  it.each([
    'http://127.0.0.1:8080',
    'http://graph.facebook.com',
    'https://graph.facebook.com.evil.example',
    'https://evil.example/graph.facebook.com',
    'https://graph.facebook.com:8443',
    'https://graph.facebook.com@evil.example',
  ])('may be %s on a laptop, never in production', (url) => {
    expect(load({ META_GRAPH_URL: url }).META_GRAPH_URL).toBe(url);
    expect(() => load({ META_GRAPH_URL: url, NODE_ENV: 'production' })).toThrow(
      'META_GRAPH_URL: must be https://graph.facebook.com in production',
    );
  });

  it.each([
    ['META_GRAPH_URL', 'graph'],
    ['META_GRAPH_VERSION', '26'],
    ['META_GRAPH_TIMEOUT_MS', '5000'],
  ])('refuse %s=%s', (name, value) => {
    expect(() => load({ [name]: value })).toThrow(`${name}: `);
  });
});
