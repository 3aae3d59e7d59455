import { createHmac, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { ownerQuery } from '../support/owner-query.js';
import { twoTenants, type TwoTenants } from '../support/two-tenants.js';

/** One file for each kind of webhook, published by the simulator. */
const FOLDER = 'apps/simulator/fixtures/webhooks';
const FIXTURES = readdirSync(FOLDER).map((file) => path.basename(file, '.json'));

/** What a webhook of calls makes known; the others are kept as they came. */
const FACTS: Readonly<Record<string, string>> = {
  'calls.connect.user': 'offered',
  'calls.connect.business': 'answer_received',
  'calls.status.RINGING': 'ringing',
  'calls.status.ACCEPTED': 'accepted',
  'calls.status.REJECTED': 'rejected',
  'calls.terminate': 'terminated',
};

let app: TestApp;
let world: TwoTenants;

beforeAll(async () => {
  app = await createTestApp();
  world = await twoTenants(app.app);
}, 60_000);
afterAll(() => app.close());

/** The fixture as if it were about our number, and about a call of its own. */
function ownCopyOf(name: string, wacid: string): string {
  const { phoneNumberId } = world.acme.numbers[0]!;
  return readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')
    .replaceAll('410000000000001', phoneNumberId)
    .replaceAll(/wacid\.[\w=+/-]+/g, wacid);
}

function post(body: string): Promise<Response> {
  const { appKey, appSecret } = world.apps.alpha;
  const signature = createHmac('sha256', appSecret).update(body).digest('hex');
  return fetch(`${app.url}/webhooks/meta/${appKey}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
  });
}

async function countOf(table: string): Promise<number> {
  const [row] = await ownerQuery<{ count: number }>(`select count(*)::int as count from ${table}`);
  return row!.count;
}

describe('every kind of webhook that Meta sends', () => {
  it('is published', () => {
    expect(FIXTURES.length).toBeGreaterThan(40);
  });

  it.each(FIXTURES)('is kept, and told no more than it says: %s', async (name) => {
    const wacid = `wacid.${randomUUID()}`;
    const tables = ['inbox_delivery', 'quarantined_event', 'inbox_event'];
    const before = await Promise.all(tables.map(countOf));
    expect((await post(ownCopyOf(name, wacid))).status).toBe(200);
    const after = await Promise.all(tables.map(countOf));
    const fact = Object.entries(FACTS).find(([prefix]) => name.startsWith(prefix))?.[1];
    const added = after.map((count, i) => count - before[i]!);
    expect(added).toEqual([1, 0, fact === undefined ? 0 : 1]);
    const events = await ownerQuery<{ kind: string }>(
      `select e.kind from inbox_event e join call_key k on k.call_id = e.call_id where k.wacid = $1`,
      [wacid],
    );
    expect(events.map(({ kind }) => kind)).toEqual(fact === undefined ? [] : [fact]);
  });
});
