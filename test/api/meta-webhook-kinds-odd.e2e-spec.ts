import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metrics } from '#patchbay/kernel';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { ownerQuery } from '../support/owner-query.js';
import {
  type TestMetaApp,
  type TestTenant,
  twoTenants,
  type TwoTenants,
} from '../support/two-tenants.js';

let app: TestApp;
let world: TwoTenants;

beforeAll(async () => {
  app = await createTestApp();
  world = await twoTenants(app.app);
}, 60_000);
afterAll(() => app.close());

async function post(body: unknown, meta: TestMetaApp = world.apps.alpha): Promise<void> {
  const text = JSON.stringify(body);
  const signature = createHmac('sha256', meta.appSecret).update(text).digest('hex');
  const response = await fetch(`${app.url}/webhooks/meta/${meta.appKey}`, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
  });
  expect(response.status).toBe(200);
}

const webhook = (...entry: unknown[]) => ({ object: 'whatsapp_business_account', entry });
const entryOf = (id: unknown, field: string, value: unknown, time?: number) => ({
  id,
  ...(time !== undefined && { time }),
  changes: [{ field, value }],
});
const inNumber = ({ numbers }: TestTenant, rest: object) => ({
  messaging_product: 'whatsapp',
  metadata: { phone_number_id: numbers[0]!.phoneNumberId },
  ...rest,
});
const newWacid = () => `wacid.${randomUUID()}`;

interface EventRow {
  readonly tenant_id: string;
  readonly kind: string;
  readonly context: string;
  readonly outcome: string | null;
  readonly consumer_id: string | null;
  readonly payload: { head?: { direction?: string; consumerId?: string | null } };
}
const eventsOfCall = (wacid: string) =>
  ownerQuery<EventRow>(
    `select e.* from inbox_event e join call_key k
        on k.tenant_id = e.tenant_id and k.call_id = e.call_id where k.wacid = $1 order by e.id`,
    [wacid],
  );
const accountEvents = ({ tenantId }: TestTenant, kind: string) =>
  ownerQuery<EventRow>(`select * from inbox_event where tenant_id = $1 and kind = $2 order by id`, [
    tenantId,
    kind,
  ]);
const quarantined = (reason: string) =>
  ownerQuery<{ kind: string }>(
    `select kind from quarantined_event where reason = $1 and app_key = any($2::text[])`,
    [reason, [world.apps.alpha.appKey, world.apps.beta.appKey]],
  );

const OFFER = { sdp_type: 'offer', sdp: 'v=0\r\n' };
const ANSWER = { sdp_type: 'answer', sdp: 'v=0\r\n' };

describe('a call', () => {
  it('of a user known by a BSUID alone, without contacts or a direction, is kept whole', async () => {
    const wacid = newWacid();
    const call = { id: wacid, event: 'connect', timestamp: '1790000000', session: OFFER };
    const calls = [{ ...call, from_user_id: 'BR.1349' }];
    await post(webhook(entryOf('0', 'calls', inNumber(world.acme, { calls }))));
    expect(await eventsOfCall(wacid)).toMatchObject([
      {
        tenant_id: world.acme.tenantId,
        kind: 'offered',
        payload: { head: { direction: 'USER_INITIATED', consumerId: expect.any(String) } },
      },
    ]);
  });

  it('whose direction is missing goes the way that its SDP says', async () => {
    const wacid = newWacid();
    const call = { id: wacid, event: 'connect', timestamp: 1790000000, session: ANSWER };
    const calls = [{ ...call, to: '5511999990000' }];
    await post(webhook(entryOf('0', 'calls', inNumber(world.acme, { calls }))));
    expect(await eventsOfCall(wacid)).toMatchObject([
      { kind: 'answer_received', payload: { head: { direction: 'BUSINESS_INITIATED' } } },
    ]);
  });

  it('is told once, with its time as a text or a number, in a list too many or alone', async () => {
    const wacid = newWacid();
    const end = (timestamp: unknown) => ({
      id: wacid,
      from: '5511999990000',
      event: 'terminate',
      timestamp,
      status: ['Completed'],
    });
    const forms = [
      inNumber(world.acme, { calls: [end('1790000000')] }),
      inNumber(world.acme, { calls: [[end(1790000000)]] }),
      inNumber(world.acme, { calls: end(1790000000) }),
      [inNumber(world.acme, { calls: [end('1790000000')] })],
    ];
    await post([webhook(...forms.map((value) => entryOf('0', 'calls', value)))]);
    for (const value of forms) await post(webhook(entryOf('0', 'calls', value)));
    expect(await eventsOfCall(wacid)).toHaveLength(1);
  });
});

describe('a webhook with many entries', () => {
  const restriction = ({ numbers }: TestTenant, expiration: number) => ({
    phone_number: `+${numbers[0]!.displayPhoneNumber}`,
    event: 'ACCOUNT_RESTRICTION',
    restriction_info: [{ restriction_type: 'RESTRICTED_BUSINESS_INITIATED_CALLING', expiration }],
  });

  it('of one app brings each tenant its own, and an odd entry takes no other with it', async () => {
    const { acme, globex } = world;
    await post(
      webhook(
        'text',
        entryOf('0', 'account_update', restriction(acme, 1790604800), 1790000000),
        { id: '0' },
        entryOf('0', 'account_update', [restriction(globex, 1790604801)], 1790000000),
        entryOf(globex.wabas[0]!.wabaId, 'account_update', { event: 'ACCOUNT_DELETED' }),
      ),
    );
    const kind = 'account_update.ACCOUNT_RESTRICTION';
    expect(await accountEvents(acme, kind)).toHaveLength(1);
    expect(await accountEvents(globex, kind)).toHaveLength(1);
    expect(await accountEvents(acme, 'account_update.ACCOUNT_DELETED')).toEqual([]);
    expect(await accountEvents(globex, 'account_update.ACCOUNT_DELETED')).toHaveLength(1);
    expect(await quarantined('NO_SUBJECT')).toEqual([{ kind: 'unknown' }, { kind: 'unknown' }]);
  });
});

describe('an event of a kind that nobody knows', () => {
  it('is kept under its tenant, flagged and counted', async () => {
    const { acme } = world;
    const countOf = async () => {
      const { values } = await metrics.getSingleMetric('patchbay_inbox_events_total')!.get();
      return values.find(({ labels }) => labels.kind === 'unknown')?.value ?? 0;
    };
    const before = await countOf();
    await post(
      webhook(
        entryOf(acme.wabas[0]!.wabaId, 'flows', { event: 'FLOW_STATUS_CHANGE' }),
        entryOf('0', 'messages', inNumber(acme, { reactions: [{ emoji: 'x' }] })),
        entryOf(acme.wabas[0]!.wabaId, 'account_update', { event: 'MOON_LANDING' }),
      ),
    );
    const rows = await accountEvents(acme, 'unknown');
    expect(rows).toMatchObject([
      { context: 'unknown', outcome: 'UNHANDLED', payload: { field: 'flows' } },
      { context: 'unknown', payload: { field: 'messages' } },
      { context: 'unknown', payload: { field: 'account_update', name: 'MOON_LANDING' } },
    ]);
    expect((await countOf()) - before).toBe(3);
  });
});

describe('two apps', () => {
  const settings = ({ phoneNumberId }: { phoneNumberId: string }) => ({
    timestamp: '1790000000',
    phone_number_settings: { phone_number_id: phoneNumberId, calling: { status: 'ENABLED' } },
  });

  it('of one WABA bring an event once: the second copy is a duplicate', async () => {
    const { acme, apps } = world;
    const both = acme.wabas[1]!;
    const body = webhook(
      entryOf(both.wabaId, 'account_settings_update', settings(both.numbers[0]!)),
    );
    await Promise.all([post(body, apps.beta), post(body, apps.alpha)]);
    await post(body, apps.beta);
    expect(await accountEvents(acme, 'account_settings_update')).toHaveLength(1);
  });

  it('of which one is not bound: it changes nothing, and the other’s copy counts', async () => {
    const { globex, apps } = world;
    const { wabaId, numbers } = globex.wabas[0]!;
    const body = webhook(entryOf(wabaId, 'account_settings_update', settings(numbers[0]!)));
    await post(body, apps.beta);
    expect(await accountEvents(globex, 'account_settings_update')).toEqual([]);
    expect(await quarantined('UNBOUND_APP')).toEqual([{ kind: 'account_settings_update' }]);
    await post(body, apps.alpha);
    expect(await accountEvents(globex, 'account_settings_update')).toHaveLength(1);
  });
});
