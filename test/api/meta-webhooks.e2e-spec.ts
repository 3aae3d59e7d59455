import { createHmac, randomInt, randomUUID } from 'node:crypto';
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

interface Event {
  readonly wacid: string;
  readonly phoneNumberId: string;
  readonly wabaId?: string;
  readonly seconds?: number;
}

function connect({ wacid, phoneNumberId, wabaId = '0', seconds }: Event): string {
  const timestamp = String(seconds ?? Math.floor(Date.now() / 1000));
  const call = { id: wacid, from: '254700000101', event: 'connect', timestamp };
  const session = { sdp_type: 'offer', sdp: 'v=0\r\na=ice-pwd:canary-sdp\r\n' };
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '1', phone_number_id: phoneNumberId },
    contacts: [{ wa_id: '254700000101', profile: { name: 'Canary Name' } }],
    calls: [{ ...call, direction: 'USER_INITIATED', session }],
  };
  const entry = [{ id: wabaId, changes: [{ field: 'calls', value }] }];
  return JSON.stringify({ object: 'whatsapp_business_account', entry });
}

function post(meta: TestMetaApp, body: string, secret = meta.appSecret): Promise<Response> {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return fetch(`${app.url}/webhooks/meta/${meta.appKey}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
  });
}

const newWacid = () => `wacid.${randomUUID()}`;

async function rowCounts(): Promise<Record<string, string>> {
  const tables = await ownerQuery<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  const counts: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await ownerQuery<{ count: string }>(`select count(*) from ${name}`);
    counts[name] = row!.count;
  }
  return counts;
}

const eventsOf = (wacid: string) =>
  ownerQuery<{ tenant_id: string; kind: string; payload: unknown }>(
    `select e.tenant_id, e.kind, e.payload from inbox_event e join call_key k
        on k.tenant_id = e.tenant_id and k.call_id = e.call_id where k.wacid = $1`,
    [wacid],
  );
const quarantined = (phoneNumberId: string) =>
  ownerQuery<{ reason: string; app_key: string }>(
    `select reason, app_key from quarantined_event where phone_number_id = $1`,
    [phoneNumberId],
  );

describe('POST /webhooks/meta/:appKey', () => {
  it.each([
    ['a wrong signature', 'not the secret', 401],
    ['the secret of another app', 'beta', 401],
  ])('with %s leaves the row count of every table unchanged', async (_name, secret, status) => {
    const { alpha, beta } = world.apps;
    const body = connect({
      wacid: newWacid(),
      phoneNumberId: world.globex.numbers[0]!.phoneNumberId,
    });
    const before = await rowCounts();
    const response = await post(alpha, body, secret === 'beta' ? beta.appSecret : secret);
    expect(response.status).toBe(status);
    expect(await rowCounts()).toEqual(before);
  });

  it('without a signature, or to an unknown app, changes nothing either', async () => {
    const before = await rowCounts();
    const none = await fetch(`${app.url}/webhooks/meta/${world.apps.alpha.appKey}`, {
      method: 'POST',
      body: '{}',
    });
    const unknown = await post({ ...world.apps.alpha, appKey: 'nobody' }, '{}');
    expect([none.status, unknown.status]).toEqual([401, 404]);
    expect(await rowCounts()).toEqual(before);
  });

  it.each(['acme', 'globex'] as const)('keeps an event under its tenant: %s', async (key) => {
    const tenant = world[key];
    const wacid = newWacid();
    const { phoneNumberId } = tenant.numbers[0]!;
    expect((await post(world.apps.alpha, connect({ wacid, phoneNumberId }))).status).toBe(200);
    const events = await eventsOf(wacid);
    expect(events.map(({ tenant_id, kind }) => [tenant_id, kind])).toEqual([
      [tenant.tenantId, 'offered'],
    ]);
  });

  it('keeps neither SDP nor identity in clear, anywhere', async () => {
    const wacid = newWacid();
    const { phoneNumberId } = world.acme.numbers[0]!;
    await post(world.apps.alpha, connect({ wacid, phoneNumberId }));
    const tables = ['inbox_delivery', 'inbox_event', 'call_sdp', 'consumer', 'call_key'];
    for (const table of tables) {
      const rows = await ownerQuery(`select t::text as text from ${table} t`);
      const text = JSON.stringify(rows);
      expect(text).not.toMatch(/canary-sdp|Canary Name|254700000101/);
      expect(text).not.toContain(Buffer.from('canary-sdp').toString('hex'));
    }
  });

  it('takes copies of an event once, whichever bound app brings them', async () => {
    const waba = world.acme.wabas.find(({ apps }) => apps.length === 2)!;
    const wacid = newWacid();
    const body = connect({ wacid, phoneNumberId: waba.numbers[0]!.phoneNumberId, seconds: 1.8e9 });
    for (const meta of [...waba.apps, ...waba.apps]) {
      expect((await post(meta, body)).status).toBe(200);
    }
    expect(await eventsOf(wacid)).toHaveLength(1);
  });

  it("quarantines an unbound app's event; the true app's copy afterwards counts", async () => {
    const wacid = newWacid();
    const { phoneNumberId } = world.globex.numbers[0]!;
    const body = connect({ wacid, phoneNumberId, seconds: 1.8e9 + 1 });
    expect((await post(world.apps.beta, body)).status).toBe(200);
    expect(await eventsOf(wacid)).toEqual([]);
    expect(await quarantined(phoneNumberId)).toEqual([
      { reason: 'UNBOUND_APP', app_key: world.apps.beta.appKey },
    ]);
    expect(app.logs).toContainEqual(expect.objectContaining({ msg: 'webhook.quarantined' }));
    expect((await post(world.apps.alpha, body)).status).toBe(200);
    expect(await eventsOf(wacid)).toHaveLength(1);
  });

  it('quarantines an event for a number nobody has, and what is no webhook', async () => {
    const phoneNumberId = `9${randomInt(1e12)}`;
    const wacid = newWacid();
    expect((await post(world.apps.alpha, connect({ wacid, phoneNumberId }))).status).toBe(200);
    expect(await quarantined(phoneNumberId)).toMatchObject([{ reason: 'UNKNOWN_NUMBER' }]);
    expect((await post(world.apps.alpha, '{"hello":')).status).toBe(200);
    const unreadable = await ownerQuery(
      `select 1 from quarantined_event where reason = 'UNREADABLE' and app_key = $1`,
      [world.apps.alpha.appKey],
    );
    expect(unreadable).toHaveLength(1);
  });
});

describe('GET /webhooks/meta/:appKey', () => {
  const ask = (verifyToken: string, mode = 'subscribe') =>
    fetch(
      `${app.url}/webhooks/meta/${world.apps.alpha.appKey}?` +
        new URLSearchParams({
          'hub.mode': mode,
          'hub.verify_token': verifyToken,
          'hub.challenge': '1158201444',
        }).toString(),
    );

  it('answers the handshake with the bare challenge', async () => {
    const response = await ask(world.apps.alpha.verifyToken);
    expect([response.status, await response.text()]).toEqual([200, '1158201444']);
  });

  it('refuses a wrong verify token and a wrong mode', async () => {
    expect((await ask(world.apps.beta.verifyToken)).status).toBe(403);
    expect((await ask(world.apps.alpha.verifyToken, 'unsubscribe')).status).toBe(403);
  });
});
