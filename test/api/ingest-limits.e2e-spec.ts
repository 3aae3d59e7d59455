import { createHmac, randomUUID } from 'node:crypto';
import { connect as connectSocket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TestMetaApp, twoTenants, type TwoTenants } from '../support/two-tenants.js';

let app: TestApp;
let world: TwoTenants;

beforeAll(async () => {
  app = await createTestApp();
  world = await twoTenants(app.app);
}, 60_000);
afterAll(() => app.close());

const MB = 1024 * 1024;
const SECONDS = String(Math.floor(Date.now() / 1000));

function callsChange(phoneNumberId: string, wacids: readonly string[], padding = '') {
  const calls = wacids.map((id) => ({
    id,
    from: '254700000101',
    event: 'terminate',
    timestamp: SECONDS,
    direction: 'USER_INITIATED',
    status: 'COMPLETED',
  }));
  const metadata = { display_phone_number: '1', phone_number_id: phoneNumberId };
  return { field: 'calls', value: { metadata, calls, padding } };
}

function bodyOf(entries: readonly { id: string; changes: readonly object[] }[]): string {
  return JSON.stringify({ object: 'whatsapp_business_account', entry: entries });
}

async function post(
  meta: TestMetaApp,
  body: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const signature = createHmac('sha256', meta.appSecret).update(body).digest('hex');
  const response = await fetch(`${app.url}/webhooks/meta/${meta.appKey}`, {
    method: 'POST',
    body,
    headers: { 'x-hub-signature-256': `sha256=${signature}`, ...headers },
  });
  return { status: response.status, text: await response.text() };
}

const newWacids = (count: number) => Array.from({ length: count }, () => `wacid.${randomUUID()}`);

async function tenantsOf(wacids: readonly string[]): Promise<Record<string, number>> {
  const rows = await ownerQuery<{ tenant_id: string; events: number }>(
    `select e.tenant_id, count(*)::int as events from inbox_event e
       join call_key k on k.tenant_id = e.tenant_id and k.call_id = e.call_id
      where k.wacid = any($1::text[]) group by 1`,
    [wacids],
  );
  return Object.fromEntries(rows.map(({ tenant_id, events }) => [tenant_id, events]));
}

describe('one POST', () => {
  it('may have 1,000 changes of two tenants, and each event is kept once, under its own', async () => {
    const [ours, theirs] = [newWacids(500), newWacids(500)];
    const acme = world.acme.numbers[0]!.phoneNumberId;
    const globex = world.globex.numbers[0]!.phoneNumberId;
    const body = bodyOf([
      { id: world.acme.wabas[0]!.wabaId, changes: ours.map((id) => callsChange(acme, [id])) },
      { id: world.globex.wabas[0]!.wabaId, changes: theirs.map((id) => callsChange(globex, [id])) },
    ]);
    expect(await post(world.apps.alpha, body)).toEqual({ status: 200, text: '' });
    expect(await tenantsOf([...ours, ...theirs])).toEqual({
      [world.acme.tenantId]: 500,
      [world.globex.tenantId]: 500,
    });
  });

  it('with more than 1,000 changes is told so, and nothing of it is kept', async () => {
    const wacids = newWacids(1001);
    const { phoneNumberId } = world.acme.numbers[0]!;
    const changes = wacids.map((id) => callsChange(phoneNumberId, [id]));
    expect(await post(world.apps.alpha, bodyOf([{ id: '0', changes }]))).toEqual({
      status: 413,
      text: 'A webhook may have 1,000 changes, and this one has more.',
    });
    expect(await tenantsOf(wacids)).toEqual({});
    expect(app.logs).toContainEqual(
      expect.objectContaining({ msg: 'webhook.too_many_changes', changes: 1001 }),
    );
  });

  it('is walked through all three lists: entries, changes, events', async () => {
    const wacids = newWacids(8);
    const { phoneNumberId } = world.acme.numbers[0]!;
    const pairs = [0, 2, 4, 6].map((at) => callsChange(phoneNumberId, wacids.slice(at, at + 2)));
    const body = bodyOf([
      { id: '0', changes: pairs.slice(0, 2) },
      { id: '0', changes: pairs.slice(2) },
    ]);
    expect((await post(world.apps.alpha, body)).status).toBe(200);
    expect(await tenantsOf(wacids)).toEqual({ [world.acme.tenantId]: 8 });
  });

  it('may have a body of 3 MB, and one byte more is told so', async () => {
    const [wacid] = newWacids(1);
    const { phoneNumberId } = world.acme.numbers[0]!;
    const sized = (bytes: number): string => {
      const make = (padding: string) =>
        bodyOf([{ id: '0', changes: [callsChange(phoneNumberId, [wacid!], padding)] }]);
      return make('x'.repeat(bytes - Buffer.byteLength(make(''))));
    };
    expect(await post(world.apps.alpha, sized(3 * MB + 1))).toEqual({
      status: 413,
      text: 'A webhook may have 3 MB, and this one has more.',
    });
    expect(await tenantsOf([wacid!])).toEqual({});
    expect((await post(world.apps.alpha, sized(3 * MB))).status).toBe(200);
    expect(await tenantsOf([wacid!])).toEqual({ [world.acme.tenantId]: 1 });
  });

  it('that is compressed is refused: its raw bytes are what is signed', async () => {
    const { status } = await post(world.apps.alpha, '{}', { 'content-encoding': 'gzip' });
    expect(status).toBe(415);
  });
});

/** What a plain socket is answered. */
function answerTo(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const { hostname, port } = new URL(app.url);
    const socket = connectSocket(Number(port), hostname, () => socket.write(text));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', reject).on('close', () => {
      resolve(answer);
    });
  });
}

describe('a request that is refused for its head', () => {
  const head = (appKey: string, lines: string): string =>
    `POST /webhooks/meta/${appKey} HTTP/1.1\r\nhost: x\r\n${lines}\r\n\r\n`;

  it.each([
    ['an app nobody knows', 'nobody', 'content-length: 1000000', 404],
    ['a length beyond 3 MB', undefined, 'content-length: 3145729', 413],
  ])('%s is answered before the body came', async (_, appKey, lines, status) => {
    const answer = await answerTo(head(appKey ?? world.apps.alpha.appKey, lines));
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer.toLowerCase()).toContain('connection: close');
  });

  it('a body that has no announced length is counted as it comes', async () => {
    const chunk = 'x'.repeat(MB);
    const framed = `${MB.toString(16)}\r\n${chunk}\r\n`.repeat(4);
    const lines = 'transfer-encoding: chunked';
    const answer = await answerTo(`${head(world.apps.alpha.appKey, lines)}${framed}0\r\n\r\n`);
    expect(answer).toContain('HTTP/1.1 413 ');
  });

  it('another method is told which there are', async () => {
    const response = await fetch(`${app.url}/webhooks/meta/${world.apps.alpha.appKey}`, {
      method: 'DELETE',
    });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });
});
