import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';
import { connectOf, eventsOfCall, newWacid, sendAs } from './support/meta-sender.js';

let behindProxy: TestApp;
let two: TwoTenants;

beforeAll(async () => {
  behindProxy = await createTestApp({
    META_WEBHOOK_ADDRESSES: 'meta',
    META_WEBHOOK_PROXIES: '127.0.0.0/8',
  });
  two = await twoTenants(behindProxy);
});
afterAll(() => behindProxy.close());

describe('an api that takes webhooks from Meta’s addresses only', () => {
  it('answers 403 to others, signed or not, and keeps nothing', async () => {
    const wacid = newWacid();
    const body = connectOf({ wacid, phoneNumberId: two.acme.numbers[0]!.phoneNumberId });
    const before = await ownerQuery(`select count(*) from inbox_delivery`);
    // Our proxy names nobody, so nobody knows who calls.
    expect(await sendAs(behindProxy, two.apps.alpha, body)).toBe(403);
    const url = `${behindProxy.url}/webhooks/meta/${two.apps.alpha.appKey}`;
    const stranger = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'x-forwarded-for': '157.240.22.35, 203.0.113.7' },
    });
    expect([stranger.status, await stranger.text()]).toEqual([
      403,
      expect.stringContaining('META_WEBHOOK_ADDRESSES'),
    ]);
    expect(await ownerQuery(`select count(*) from inbox_delivery`)).toEqual(before);
    expect(await eventsOfCall(wacid)).toEqual([]);
    expect(behindProxy.logs).toContainEqual(
      expect.objectContaining({ msg: 'webhook.address_refused' }),
    );
  });

  it('asks Meta for nothing but the signature', async () => {
    const url = `${behindProxy.url}/webhooks/meta/${two.apps.alpha.appKey}`;
    const headers = { 'x-forwarded-for': '203.0.113.7, 157.240.22.35' };
    const unsigned = await fetch(url, { method: 'POST', body: '{}', headers });
    expect(unsigned.status).toBe(401);
  });
});
