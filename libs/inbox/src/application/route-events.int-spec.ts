import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { Secret } from '#patchbay/kernel';
import { metaEvents, type MetaEvent } from '#patchbay/meta';
import { BindWaba, OnboardingModule } from '#patchbay/onboarding';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import {
  type TestTenant,
  type TwoTenants,
  twoTenants,
} from '../../../../test/support/two-tenants.js';
import { InboxDatabase } from '../persistence/inbox-database.js';
import { type Route, routeEvents, type RouteRequest } from './route-events.js';

@Module({ imports: [OnboardingModule], providers: [InboxDatabase] })
class TestInbox {}

const digits = (length: number) => Array.from({ length }, () => String(randomInt(1, 10))).join('');

let context: INestApplicationContext;
let world: TwoTenants;

beforeAll(async () => {
  context = await createTestContext([TestInbox]);
  world = await twoTenants(context);
});
afterAll(() => context.close());

const route = (requests: readonly RouteRequest[]) =>
  context.get(InboxDatabase).run((tx) => routeEvents(tx, requests));

/** Routes one event as if the app had brought it. */
async function routed(event: MetaEvent, app: 'alpha' | 'beta' = 'alpha'): Promise<Route> {
  const [only] = await route([{ appKey: world.apps[app].appKey, event }]);
  return only!;
}

const inNumber = (phoneNumberId: string, entryId = '0') =>
  metaEvents({
    entryId,
    field: 'messages',
    value: {
      metadata: { phone_number_id: phoneNumberId },
      statuses: [{ id: 'wamid.1', status: 'read', timestamp: '1790000000' }],
    },
  }).events[0]!;

const account = (entryId: string, event: string, rest: object = {}) =>
  metaEvents({ entryId, field: 'account_update', value: { event, ...rest } }).events[0]!;

const restriction = (display: string, entryId = '0') =>
  account(entryId, 'ACCOUNT_RESTRICTION', { phone_number: display });

const ownedByNumber = (tenant: TestTenant, index: number): Route => {
  const number = tenant.numbers[index]!;
  const waba = tenant.wabas.find(({ id }) => id === number.wabaRowId)!;
  return {
    kind: 'owned',
    tenantId: tenant.tenantId,
    wabaId: waba.wabaId,
    phoneNumberId: number.phoneNumberId,
    numberId: number.id,
  };
};
const ownedByWaba = (tenantId: string, wabaId: string | null): Route => ({
  kind: 'owned',
  tenantId,
  wabaId,
  phoneNumberId: null,
  numberId: null,
});
const refused = (reason: string) => ({ kind: 'refused', reason });

async function businessOf(wabaId: string): Promise<string> {
  const [row] = await ownerQuery<{ business_id: string }>(
    `select business_id from app_binding where waba_id = $1`,
    [wabaId],
  );
  return row!.business_id;
}

/** A WABA more of the tenant's, in a portfolio of choice. */
async function bindIn(tenant: TestTenant, businessId: string): Promise<string> {
  const wabaId = digits(15);
  const outcome = await context.get(BindWaba).execute(world.staff.context, {
    tenantId: tenant.tenantId,
    wabaId,
    businessId,
    name: 'Another WABA',
    currency: 'USD',
    timeZone: 'Africa/Nairobi',
    accessToken: new Secret('EAA'),
    appKeys: [world.apps.alpha.appKey],
    phoneNumbers: [],
  });
  expect(outcome.kind).toBe('bound');
  return wabaId;
}

describe('an event that names a number', () => {
  it('is of the tenant whose number id it names, whatever the entry says', async () => {
    const { phoneNumberId } = world.acme.numbers[0]!;
    const entries = ['0', world.acme.wabas[0]!.wabaId, world.globex.wabas[0]!.wabaId, '999999'];
    for (const entryId of entries) {
      expect(await routed(inNumber(phoneNumberId, entryId))).toEqual(ownedByNumber(world.acme, 0));
    }
    const other = world.globex.numbers[0]!.phoneNumberId;
    expect(await routed(inNumber(other))).toEqual(ownedByNumber(world.globex, 0));
  });

  it('is of the tenant with these digits when there is no id, in whatever form', async () => {
    const { displayPhoneNumber } = world.acme.numbers[0]!;
    const spaced = `+${displayPhoneNumber.slice(0, 3)} ${displayPhoneNumber.slice(3)}`;
    for (const display of [displayPhoneNumber, spaced]) {
      expect(await routed(restriction(display))).toEqual(ownedByNumber(world.acme, 0));
    }
  });

  it('is nobody’s when the number is unknown, also in a WABA that is known', async () => {
    const { wabaId } = world.acme.wabas[0]!;
    expect(await routed(inNumber(digits(15), wabaId))).toEqual(refused('UNKNOWN_NUMBER'));
    expect(await routed(restriction(digits(12), wabaId))).toEqual(refused('UNKNOWN_NUMBER'));
  });

  it('is nobody’s when the app is not bound to the number’s WABA', async () => {
    const { phoneNumberId, displayPhoneNumber } = world.acme.numbers[0]!;
    const { wabaId } = world.acme.wabas[1]!;
    expect(await routed(inNumber(phoneNumberId, wabaId), 'beta')).toEqual(refused('UNBOUND_APP'));
    expect(await routed(restriction(displayPhoneNumber), 'beta')).toEqual(refused('UNBOUND_APP'));
  });

  it('is the same tenant’s by each of the apps that are bound', async () => {
    const { phoneNumberId } = world.acme.numbers[1]!;
    for (const app of ['alpha', 'beta'] as const) {
      expect(await routed(inNumber(phoneNumberId), app)).toEqual(ownedByNumber(world.acme, 1));
    }
  });
});

describe('an event that names a WABA', () => {
  it('is of the WABA’s tenant, if the app is bound to it', async () => {
    const { wabaId } = world.globex.wabas[0]!;
    const event = account(wabaId, 'ACCOUNT_DELETED');
    expect(await routed(event)).toEqual(ownedByWaba(world.globex.tenantId, wabaId));
    expect(await routed(event, 'beta')).toEqual(refused('UNBOUND_APP'));
    expect(await routed(account(digits(15), 'ACCOUNT_DELETED'))).toEqual(refused('UNKNOWN_WABA'));
  });

  it('inside the entry of a partner’s portfolio is of that WABA’s tenant', async () => {
    const { wabaId } = world.globex.wabas[0]!;
    const event = account(digits(15), 'PARTNER_REMOVED', { waba_info: { waba_id: wabaId } });
    expect(await routed(event)).toEqual(ownedByWaba(world.globex.tenantId, wabaId));
    expect(await routed(event, 'beta')).toEqual(refused('UNBOUND_APP'));
  });
});

describe('an event that names a portfolio', () => {
  const added = (owner_business_id: string) =>
    account(digits(15), 'PARTNER_ADDED', { waba_info: { waba_id: digits(15), owner_business_id } });
  const alert = (entity_id: string) =>
    metaEvents({
      entryId: '0',
      field: 'account_alerts',
      value: { entity_type: 'BUSINESS', entity_id, alert_info: { alert_type: 'OBA_APPROVED' } },
    }).events[0]!;

  it('is of the one tenant whose bound WABAs are in it', async () => {
    const { tenantId, wabas } = world.acme;
    const businessId = await businessOf(wabas[0]!.wabaId);
    expect(await routed(alert(businessId))).toEqual(ownedByWaba(tenantId, null));
    expect(await routed(added(businessId))).toEqual(ownedByWaba(tenantId, null));
    expect(await routed(alert(businessId), 'beta')).toEqual(refused('UNBOUND_APP'));
  });

  it('is nobody’s when two tenants have WABAs in it', async () => {
    const businessId = digits(15);
    await bindIn(world.acme, businessId);
    expect((await routed(alert(businessId))).kind).toBe('owned');
    await bindIn(world.globex, businessId);
    expect(await routed(alert(businessId))).toEqual(refused('UNKNOWN_PORTFOLIO'));
  });

  it('is nobody’s when no bound WABA is in it', async () => {
    const own = metaEvents({
      entryId: digits(15),
      field: 'partner_solutions',
      value: { event: 'SOLUTION_CREATED', solution_id: '3' },
    }).events[0]!;
    expect(await routed(own)).toEqual(refused('UNKNOWN_PORTFOLIO'));
    expect(await routed(added(digits(15)))).toEqual(refused('UNKNOWN_WABA'));
  });
});

describe('many events', () => {
  it('of two tenants and two apps are each told apart, in their order', async () => {
    const { acme, globex, apps } = world;
    const requests = [
      { appKey: apps.beta.appKey, event: inNumber(acme.numbers[0]!.phoneNumberId) },
      { appKey: apps.alpha.appKey, event: inNumber(acme.numbers[0]!.phoneNumberId) },
      { appKey: apps.alpha.appKey, event: account('0', 'ACCOUNT_DELETED') },
      { appKey: apps.alpha.appKey, event: account(globex.wabas[0]!.wabaId, 'ACCOUNT_DELETED') },
      { appKey: apps.alpha.appKey, event: restriction(globex.numbers[0]!.displayPhoneNumber) },
    ];
    expect(await route(requests)).toEqual([
      refused('UNBOUND_APP'),
      ownedByNumber(acme, 0),
      refused('NO_SUBJECT'),
      ownedByWaba(globex.tenantId, globex.wabas[0]!.wabaId),
      ownedByNumber(globex, 0),
    ]);
    expect(await route([])).toEqual([]);
  });
});
