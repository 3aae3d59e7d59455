import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TestMetaApp, type TwoTenants, twoTenants } from '../support/two-tenants.js';
import {
  connectOf,
  eventsOfCall,
  eventsOfWaba,
  newWacid,
  quarantinedCount,
  sendAs,
  terminateOf,
  wabaEventOf,
} from './support/meta-sender.js';

// What an event may write when it counts; raw deliveries and quarantine are kept of any.
const TABLES = [
  'inbox_event',
  'inbox_dedupe',
  'call_key',
  'call_sdp',
  'call',
  'consumer',
  'message',
];

let app: TestApp;
let two: TwoTenants;
/** Bound to globex's WABA. */
let own: TestMetaApp;
/** Bound to a WABA of acme's only, with a valid signature of its own. */
let stranger: TestMetaApp;

beforeAll(async () => {
  app = await createTestApp();
  two = await twoTenants(app);
  own = two.apps.alpha;
  stranger = two.apps.beta;
});
afterAll(() => app.close());

const counts = async (): Promise<string[]> => {
  const rows = await ownerQuery<{ print: string }>(
    TABLES.map((table) => `select '${table} ' || count(*) as print from ${table}`).join(' union '),
  );
  return rows.map(({ print }) => print).sort();
};
const number = () => two.globex.numbers[0]!.phoneNumberId;
const wabaId = () => two.globex.wabas[0]!.wabaId;
let second = 0;
/** A time of its own for each event, so that none is a copy of another test's. */
const nextMs = (): number => Date.now() - 1000 * (second += 1);

describe('an app whose valid signature names the number of another app', () => {
  it('changes nothing and raises the alert, and the true app’s copy afterwards is processed', async () => {
    const wacid = newWacid();
    const body = connectOf({ wacid, phoneNumberId: number(), atMs: nextMs() });
    const [before, alerts] = [
      await counts(),
      await quarantinedCount(stranger.appKey, 'UNBOUND_APP'),
    ];

    expect(await sendAs(app, stranger, body)).toBe(200);

    expect(await counts()).toEqual(before);
    expect(await quarantinedCount(stranger.appKey, 'UNBOUND_APP')).toBe(alerts + 1);
    expect(app.logs).toContainEqual(
      expect.objectContaining({
        msg: 'webhook.quarantined',
        level: 'warn',
        reason: 'UNBOUND_APP',
        appKey: stranger.appKey,
        phoneNumberId: number(),
      }),
    );
    const [row] = await ownerQuery(
      `select app_key, reason, kind, resolved_at from quarantined_event where phone_number_id = $1`,
      [number()],
    );
    expect(row).toEqual({
      app_key: stranger.appKey,
      reason: 'UNBOUND_APP',
      kind: 'calls.connect',
      resolved_at: null,
    });

    expect(await sendAs(app, own, body)).toBe(200);
    expect(await eventsOfCall(wacid)).toMatchObject([
      { tenant_id: two.globex.tenantId, kind: 'offered' },
    ]);
    expect(await quarantinedCount(own.appKey, 'UNBOUND_APP')).toBe(0);
  });

  it('changes nothing either when it comes after, or at once with, the true app’s copy', async () => {
    const [after, atOnce] = [newWacid(), newWacid()];
    const first = connectOf({ wacid: after, phoneNumberId: number(), atMs: nextMs() });
    await sendAs(app, own, first);
    const before = await counts();
    await sendAs(app, stranger, first);
    expect(await counts()).toEqual(before);
    expect(await eventsOfCall(after)).toHaveLength(1);

    // Within one wait of the group, so that they are committed together.
    const body = connectOf({ wacid: atOnce, phoneNumberId: number(), atMs: nextMs() });
    const order = [stranger, own, stranger, own, stranger];
    const statuses = await Promise.all(order.map((meta) => sendAs(app, meta, body)));
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    expect(await eventsOfCall(atOnce)).toMatchObject([{ tenant_id: two.globex.tenantId }]);
  });

  it('cannot end a call, and the true app’s events beside its own in one delivery do count', async () => {
    const wacid = newWacid();
    const call = { wacid, phoneNumberId: number(), atMs: nextMs() };
    await sendAs(app, own, connectOf(call));
    await sendAs(app, stranger, terminateOf(call));
    expect((await eventsOfCall(wacid)).map(({ kind }) => kind)).toEqual(['offered']);

    // The stranger may speak for acme's second WABA: of two entries it is believed one.
    const acme = two.acme.wabas.find(({ apps }) => apps.includes(stranger))!;
    const itsOwn = newWacid();
    const mixed = [
      JSON.parse(terminateOf(call)),
      JSON.parse(connectOf({ wacid: itsOwn, phoneNumberId: acme.numbers[0]!.phoneNumberId })),
    ] as { entry: object[] }[];
    const body = { ...mixed[0], entry: mixed.flatMap(({ entry }) => entry) };
    expect(await sendAs(app, stranger, JSON.stringify(body))).toBe(200);
    expect((await eventsOfCall(wacid)).map(({ kind }) => kind)).toEqual(['offered']);
    expect(await eventsOfCall(itsOwn)).toMatchObject([{ tenant_id: two.acme.tenantId }]);
  });

  it('is refused the events of a WABA just so', async () => {
    const body = wabaEventOf(wabaId(), nextMs());
    const [before, alerts] = [
      await counts(),
      await quarantinedCount(stranger.appKey, 'UNBOUND_APP'),
    ];
    expect(await sendAs(app, stranger, body)).toBe(200);
    expect(await counts()).toEqual(before);
    expect(await quarantinedCount(stranger.appKey, 'UNBOUND_APP')).toBe(alerts + 1);

    expect(await sendAs(app, own, body)).toBe(200);
    expect(await sendAs(app, stranger, body)).toBe(200);
    expect(app.logs.filter(({ msg }) => msg === 'webhook.bell_failed')).toEqual([]);
    expect(await eventsOfWaba(wabaId())).toMatchObject([
      { tenant_id: two.globex.tenantId, kind: 'account_review_update' },
    ]);
  });
});
