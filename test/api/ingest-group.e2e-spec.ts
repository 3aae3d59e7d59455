import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PlatformDatabase } from '#patchbay/database';
import { type Clock, CLOCK, type Envelope, ENVELOPE, Secret } from '#patchbay/kernel';
import { RotateMetaAppSecret } from '#patchbay/onboarding';
import { Doorbell } from '#patchbay/queue';
import { RedisProxy } from '#patchbay/state/testing';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TestMetaApp, twoTenants, type TwoTenants } from '../support/two-tenants.js';
import { connectOf, eventsOfCall, newWacid, sendAs, terminateOf } from './support/meta-sender.js';

let database: RedisProxy;
let app: TestApp;
let two: TwoTenants;

beforeAll(async () => {
  database = await RedisProxy.open(process.env.DATABASE_URL!);
  const url = new URL(process.env.DATABASE_URL!);
  url.port = new URL(database.url).port;
  // One group at a time: whatever comes meanwhile is committed together afterwards.
  app = await createTestApp({ DATABASE_URL: url.href, INGEST_GROUPS_AT_ONCE: '1' });
  two = await twoTenants(app);
}, 60_000);
afterAll(async () => {
  await app.close();
  await database.close();
});

const acmeNumber = () => two.acme.numbers[0]!.phoneNumberId;
const globexNumber = () => two.globex.numbers[0]!.phoneNumberId;
const sendAll = (bodies: readonly string[]) =>
  Promise.all(bodies.map((body) => sendAs(app, two.apps.alpha, body)));
const keptCounts = async (wacids: readonly string[]) =>
  (await Promise.all(wacids.map(eventsOfCall))).map((events) => events.length);

/** How many transactions the deliveries of these calls' events came in. */
async function transactionsOf(wacids: readonly string[]): Promise<number> {
  const [row] = await ownerQuery<{ count: number }>(
    `select count(distinct d.xmin::text)::int as count from inbox_delivery d
       join inbox_event e on e.delivery_id = d.id
       join call_key k on k.tenant_id = e.tenant_id and k.call_id = e.call_id
      where k.wacid = any($1::text[])`,
    [wacids],
  );
  return row!.count;
}

describe('webhooks that come at about the same time', () => {
  it('are committed together, each under its tenant and to itself', async () => {
    const wacids = Array.from({ length: 40 }, newWacid);
    const bodies = wacids.map((wacid, index) =>
      connectOf({ wacid, phoneNumberId: index % 2 === 0 ? acmeNumber() : globexNumber() }),
    );
    expect(await sendAll(bodies)).toEqual(wacids.map(() => 200));
    const kept = await Promise.all(wacids.map(eventsOfCall));
    expect(kept.map((events) => events.map(({ tenant_id }) => tenant_id))).toEqual(
      wacids.map((_, index) => [index % 2 === 0 ? two.acme.tenantId : two.globex.tenantId]),
    );
    expect(await transactionsOf(wacids)).toBeLessThan(wacids.length / 2);
  });

  it('keep one of many copies, and two events of one call are one call', async () => {
    const wacid = newWacid();
    const atMs = Date.now();
    const call = { wacid, phoneNumberId: acmeNumber(), atMs };
    const bodies = [connectOf(call), terminateOf({ ...call, atMs: atMs + 60_000 })];
    const copies = [...bodies, ...bodies, ...bodies];
    expect(await sendAll(copies)).toEqual(copies.map(() => 200));
    const events = await eventsOfCall(wacid);
    expect(events.map(({ kind }) => kind).sort()).toEqual(['offered', 'terminated']);
    expect(new Set(events.map(({ call_id }) => call_id)).size).toBe(1);
  });

  it('are all kept but the one that cannot be, which is kept raw, in quarantine', async () => {
    const wacids = Array.from({ length: 15 }, newWacid);
    const poisoned = newWacid();
    const good = wacids.map((wacid) => connectOf({ wacid, phoneNumberId: acmeNumber() }));
    // A text that JSON can say and PostgreSQL cannot keep.
    const poison = JSON.stringify(
      JSON.parse(connectOf({ wacid: poisoned, phoneNumberId: acmeNumber() })),
    ).replace('"connect"', '"connect","biz_opaque_callback_data":"a\\u0000b"');
    const statuses = await sendAll([...good.slice(0, 7), poison, ...good.slice(7)]);
    expect(statuses).toEqual(statuses.map(() => 200));
    expect(await keptCounts(wacids)).toEqual(wacids.map(() => 1));
    expect(await keptCounts([poisoned])).toEqual([0]);
    const line = app.logs.find(({ msg }) => msg === 'webhook.poison');
    expect(
      await ownerQuery(`select reason, position from quarantined_event where delivery_id = $1`, [
        line?.deliveryId,
      ]),
    ).toEqual([{ reason: 'UNREADABLE', position: null }]);
  });
});

describe('the answer', () => {
  it('is 503 to each while the database is away, and nothing of them is kept before they come again', async () => {
    const wacids = Array.from({ length: 5 }, newWacid);
    const bodies = wacids.map((wacid) => connectOf({ wacid, phoneNumberId: globexNumber() }));
    database.takeDown();
    try {
      expect(await sendAll(bodies)).toEqual(wacids.map(() => 503));
    } finally {
      database.heal();
    }
    expect(await keptCounts(wacids)).toEqual(wacids.map(() => 0));
    expect(await sendAll(bodies)).toEqual(wacids.map(() => 200));
    expect(await keptCounts(wacids)).toEqual(wacids.map(() => 1));
  });

  it('does not wait for the doorbell', async () => {
    const doorbell = app.app.get(Doorbell, { strict: false });
    const ringAll = doorbell.ringAll.bind(doorbell);
    const order: string[] = [];
    doorbell.ringAll = (job) => {
      order.push(`rung ${job.name}`);
      return new Promise((resolve) =>
        setTimeout(() => {
          order.push('heard');
          resolve([]);
        }, 1500).unref(),
      );
    };
    try {
      const body = connectOf({ wacid: newWacid(), phoneNumberId: acmeNumber() });
      expect(await sendAs(app, two.apps.alpha, body)).toBe(200);
      expect(order).toContain('rung calls.advance');
      expect(order).not.toContain('heard');
    } finally {
      doorbell.ringAll = ringAll;
    }
  });
});

describe('an app whose secret is rotated', () => {
  const SECOND = 'the-second-secret-of-the-app';

  async function rotate({ appKey }: TestMetaApp, overlapHours: number): Promise<void> {
    const use = new RotateMetaAppSecret(
      app.app.get(PlatformDatabase),
      app.app.get<Clock>(CLOCK),
      app.app.get<Envelope>(ENVELOPE),
    );
    const appSecret = new Secret(SECOND);
    const outcome = await use.execute(two.staff.context, { appKey, appSecret, overlapHours });
    expect(outcome.kind).toBe('rotated');
  }

  const verdictOf = async (wacid: string) => {
    const rows = await ownerQuery<{ signed_with: string }>(
      `select d.signed_with from inbox_delivery d join inbox_event e on e.delivery_id = d.id
         join call_key k on k.tenant_id = e.tenant_id and k.call_id = e.call_id where k.wacid = $1`,
      [wacid],
    );
    return rows.map(({ signed_with }) => signed_with);
  };

  it('is believed with either secret for the overlap, with the new one alone afterwards', async () => {
    const { beta } = two.apps;
    const { phoneNumberId } = two.acme.wabas[1]!.numbers[0]!;
    const send = async (secret: string) => {
      const wacid = newWacid();
      const body = connectOf({ wacid, phoneNumberId });
      const status = await sendAs(app, { ...beta, appSecret: secret }, body);
      return [status, ...(await verdictOf(wacid))];
    };
    expect(await send(beta.appSecret)).toEqual([200, 'CURRENT']);
    await rotate(beta, 1);
    // What was read a second ago is asked for again when it does not fit.
    app.clock.setOffset(2000);
    expect(await send(SECOND)).toEqual([200, 'CURRENT']);
    expect(await send(beta.appSecret)).toEqual([200, 'PREVIOUS']);
    expect(await send(two.apps.alpha.appSecret)).toEqual([401]);
    app.clock.setOffset(3_600_000 + 3000);
    expect(await send(beta.appSecret)).toEqual([401]);
    expect(await send(SECOND)).toEqual([200, 'CURRENT']);
    app.clock.setOffset(0);
  });

  it('has its signature checked over the raw bytes, whatever they say', async () => {
    const body = Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0x22]);
    const { appKey, appSecret } = two.apps.alpha;
    const signature = createHmac('sha256', appSecret).update(body).digest('hex');
    const response = await fetch(`${app.url}/webhooks/meta/${appKey}`, {
      method: 'POST',
      body,
      headers: { 'x-hub-signature-256': `sha256=${signature}`, 'x-request-id': randomUUID() },
    });
    expect(response.status).toBe(200);
  });
});
