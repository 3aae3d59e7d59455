import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { ACME_NUMBER, type Json, Scenario } from './support/scenario.js';

const SEED = JSON.parse(readFileSync('seed/two-tenants.json', 'utf8')) as Json;
const TOKEN = String(SEED.wabas[0].accessToken);

let world: Scenario;
let people = 0;

beforeAll(async () => {
  world = await Scenario.start();
}, 90_000);
afterAll(() => world.stop());

/** A user of the test's own, who has written to the business. */
async function someone(): Promise<string> {
  const waId = `2547${String(7_000_000 + (people += 1))}`;
  await world.sim('PUT', `/consumers/${waId}`, { userId: `KE.${waId}`, name: 'Wanjiru' });
  await world.sim('POST', `/consumers/${waId}/messages`, {
    phoneNumberId: ACME_NUMBER,
    text: 'Hello',
  });
  return waId;
}

async function graph(path: string, body: Json): Promise<void> {
  const { publicUrl } = world.stack.urls.simulator;
  const reply = await fetch(`${publicUrl}/v26.0/${ACME_NUMBER}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([reply.status, await reply.text()]).toEqual([200, expect.anything()]);
}

/** A request that another of the business's systems sends: the platform hears of the answer only. */
const requested = (to: string) =>
  graph('/messages', {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to,
    type: 'interactive',
    interactive: {
      type: 'call_permission_request',
      action: { name: 'call_permission_request' },
      body: { text: 'May we call you?' },
    },
  });
const act = (waId: string, path: string, body: Json) =>
  world.sim('POST', `/consumers/${waId}/${path}`, body);

/** The newest line that comes of what `cause` does, and what the pair's row says then. */
async function lineAfter(kind: string, cause: () => Promise<unknown>): Promise<Json> {
  const lines = () =>
    world.query(
      `select e.id, e.kind, e.source, e.expires_at is not null as has_end, p.status,
              p.window_opened_at is not null as has_window
         from permission_entry e
         join call_permission p using (tenant_id, number_id, consumer_id)
        where e.kind = $1 order by e.id`,
      [kind],
    );
  const before = (await lines()).length;
  await cause();
  await eventually(async () => (await lines()).length > before, { within: 20_000 });
  const { id, ...line } = (await lines()).at(-1)!;
  expect(id).toEqual(expect.any(String));
  return line;
}

it.each([
  ['accept-temporary', 'GRANTED', { has_end: true, status: 'TEMPORARY' }],
  ['accept-permanent', 'GRANTED', { has_end: false, status: 'PERMANENT' }],
  ['reject', 'REJECTED', { has_end: false, status: 'NONE' }],
])('a request that is answered with %s is entered as %s', async (answer, kind, expected) => {
  const waId = await someone();
  await requested(waId);
  const line = await lineAfter(kind, () => act(waId, 'permission-answers', { answer }));
  expect(line).toEqual({ kind, source: 'REQUEST', has_window: true, ...expected });
});

it('a permission given in the profile, and taken back after unanswered calls, is entered', async () => {
  const waId = await someone();
  const pair = { phoneNumberId: ACME_NUMBER };
  const given = await lineAfter('GRANTED', () => act(waId, 'permission-grants', pair));
  expect(given).toMatchObject({ source: 'PROFILE', has_end: false, status: 'PERMANENT' });
  await act(waId, 'permission-usage', { ...pair, unansweredCalls: 3 });
  await world.sim('PUT', `/consumers/${waId}/behaviour`, { onRing: 'reject' });
  const taken = await lineAfter('REVOKED', () =>
    world.tenant('POST', '/calls', { ...pair, consumer: { waId } }),
  );
  expect(taken).toMatchObject({ source: 'AUTOMATIC', status: 'NONE' });
  // Meta takes the permission back before it tells the end of the call.
  const missed = () => world.query(`select key from permission_entry where kind = 'UNANSWERED'`);
  await eventually(async () => (await missed()).length > 0, { within: 20_000 });
  expect(await missed()).toHaveLength(1);
}, 40_000);

it('a call of the user gives a permission for a callback, where the number allows it', async () => {
  const waId = await someone();
  await graph('/settings', { calling: { callback_permission_status: 'ENABLED' } });
  const line = await lineAfter('GRANTED', async () => {
    const call = { consumer: waId, phoneNumberId: ACME_NUMBER };
    const { wacid } = await world.sim('POST', '/calls', call);
    await world.sim('POST', `/calls/${String(wacid)}/hangup`);
  });
  expect(line).toMatchObject({ source: 'CALLBACK', has_end: true, status: 'TEMPORARY' });
}, 40_000);
