import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ReadCallBounds } from '#patchbay/admission';
import { encodeId } from '#patchbay/kernel';
import { ReadFirstContactButtons } from '#patchbay/permissions';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TestTenant, type TwoTenants, twoTenants } from '../support/two-tenants.js';

/** JSON of the API, read by tests that know its form. */
type Json = ReturnType<typeof JSON.parse>;

const BOUNDS = `id quota { concurrentCalls dailyCalls }
  killSwitches { stoppedBy phoneNumberId reason since } quietHours { country day from to }`;
const TENANT = `{ tenant { ${BOUNDS} } }`;
const TENANTS = `query ($filter: TenantFilter, $first: Int, $after: String) {
  tenants(filter: $filter, first: $first, after: $after) {
    edges { node { key ${BOUNDS} } } pageInfo { hasNextPage endCursor } } }`;
const NUMBERS = `{ phoneNumbers { edges { node { phoneNumberId
  killSwitches { stoppedBy phoneNumberId reason }
  firstContactButton { isEnabled body displayText ttlMinutes payload } } } } }`;
const PLATFORM = `{ platformKillSwitch { stoppedBy phoneNumberId reason since } }`;
const STOP = `mutation ($input: SetKillSwitchInput!) {
  setKillSwitch(input: $input) { __typename } }`;
const STOP_OF_STAFF = `mutation ($input: SetPlatformKillSwitchInput!) {
  setPlatformKillSwitch(input: $input) { __typename } }`;
const QUOTA = `mutation ($input: SetTenantQuotaInput!) {
  setTenantQuota(input: $input) { __typename } }`;
const QUIET = `mutation ($input: SetQuietHoursInput!) {
  setQuietHours(input: $input) { __typename } }`;
const GREET = `mutation ($input: SetFirstContactButtonInput!) {
  setFirstContactButton(input: $input) { __typename } }`;
const NOTHING = {
  quota: { concurrentCalls: null, dailyCalls: null },
  killSwitches: [],
  quietHours: [],
};
const BUTTON = { isEnabled: true, body: 'Call us', displayText: 'Call', ttlMinutes: 60, payload: 'shop' }; // prettier-ignore

let api: TestApp;
let two: TwoTenants;

beforeAll(async () => {
  api = await createTestApp();
  two = await twoTenants(api);
});
afterEach(async () => {
  jest.restoreAllMocks();
  const tenants = [two.acme.tenantId, two.globex.tenantId];
  for (const table of ['kill_switch', 'quiet_hours', 'tenant_quota', 'first_contact_button']) {
    await ownerQuery(`delete from ${table} where tenant_id = any($1::uuid[])`, [tenants]);
  }
});
afterAll(() => api.close());

const of = async (tenant: TestTenant, query: string, variables: object = {}): Promise<Json> =>
  expectSuccess(await graphql(api, tenant.token, query, { ...variables }));
const ofStaff = async (query: string, variables: object = {}): Promise<Json> =>
  expectSuccess(await graphql(api, two.staff.token, query, { ...variables }));
const idOf = (tenant: TestTenant): string => encodeId('tenant', tenant.tenantId);
const asStaffSees = async (tenant: TestTenant): Promise<Json> =>
  (await ofStaff(TENANTS, { filter: { tenantId: idOf(tenant) } })).edges[0].node;
const nodesOf = ({ edges }: Json): Json[] => edges.map(({ node }: Json) => node);

describe('what bounds the calls of a tenant', () => {
  it('is nothing before anybody has set something', async () => {
    expect(await of(two.acme, TENANT)).toEqual({ id: idOf(two.acme), ...NOTHING });
    expect(await asStaffSees(two.acme)).toMatchObject(NOTHING);
  });

  it('is shown to the tenant and to staff as it was set, and to no other tenant', async () => {
    const { phoneNumberId } = two.acme.numbers[1]!;
    const since = api.clock.now().toISOString();
    await of(two.acme, STOP, { input: { phoneNumberId, isOn: true, reason: 'moving' } });
    const tenantId = idOf(two.acme);
    await ofStaff(STOP_OF_STAFF, { input: { tenantId, isOn: true, reason: 'unpaid' } });
    await ofStaff(QUOTA, { input: { tenantId, concurrentCalls: 7, dailyCalls: null } });
    const spans = [{ day: 'MONDAY', from: '21:00', to: '08:00' }];
    await of(two.acme, QUIET, { input: { country: 'KE', timeZone: 'Africa/Nairobi', spans } });

    const wanted = {
      quota: { concurrentCalls: 7, dailyCalls: null },
      killSwitches: [
        { stoppedBy: 'STAFF', phoneNumberId: null, reason: 'unpaid', since: expect.any(String) },
        { stoppedBy: 'TENANT', phoneNumberId, reason: 'moving', since: expect.any(String) },
      ],
      quietHours: [{ country: 'KE', ...spans[0] }],
    };
    const own = await of(two.acme, TENANT);
    expect(own).toMatchObject(wanted);
    expect(own.killSwitches[1].since >= since).toBe(true);
    expect(await of(two.acme, `{ viewer { tenant { ${BOUNDS} } } }`)).toMatchObject({
      tenant: wanted,
    });
    expect(await asStaffSees(two.acme)).toMatchObject(wanted);
    expect(await of(two.globex, TENANT)).toMatchObject(NOTHING);
    expect(await asStaffSees(two.globex)).toMatchObject(NOTHING);
  });

  it('is without the switches that are off again', async () => {
    for (const isOn of [true, false]) {
      await of(two.acme, STOP, { input: { isOn, reason: 'a test' } });
    }
    expect((await of(two.acme, TENANT)).killSwitches).toEqual([]);
  });

  it('is read for a whole page of tenants at once, and the reading is audited', async () => {
    const read = jest.spyOn(api.app.get(ReadCallBounds), 'ofTenants');
    const { edges } = await ofStaff(TENANTS, { first: 2 });
    expect(edges).toHaveLength(2);
    expect(read.mock.calls.map(([, ids]) => ids.length)).toEqual([2]);
    const audited = await ownerQuery(
      `select 1 from platform_audit_event where action = 'staff.read' and actor_id = $1
          and reason = 'admission.read_bounds_of_tenants'`,
      [two.staff.client.id],
    );
    expect(audited.length).toBeGreaterThan(0);
  });
});

describe('tenants', () => {
  it('are listed page by page, each once, and found by key and status', async () => {
    const first = await ofStaff(TENANTS, { first: 1 });
    const { hasNextPage, endCursor } = first.pageInfo;
    expect(hasNextPage).toBe(true);
    const rest = await ofStaff(TENANTS, { first: 200, after: endCursor });
    const keys = [first, rest].flatMap(nodesOf).map(({ key }) => String(key));
    expect(keys).toEqual(expect.arrayContaining([two.acme.key, two.globex.key]));
    expect(new Set(keys).size).toBe(keys.length);

    const { key } = two.globex;
    const found = await ofStaff(TENANTS, { filter: { key, status: 'ACTIVE' } });
    expect(nodesOf(found)).toMatchObject([{ id: idOf(two.globex), key }]);
    expect(nodesOf(await ofStaff(TENANTS, { filter: { key, status: 'CLOSED' } }))).toEqual([]);
  });

  it('are the staff’s to list, and nobody’s without a tenant is `tenant`', async () => {
    expect(errorCode(await graphql(api, two.acme.token, TENANTS))).toBe('FORBIDDEN');
    expect(errorCode(await graphql(api, two.staff.token, TENANT))).toBe('FORBIDDEN');
  });
});

describe('numbers', () => {
  it('show their own switches and welcome button, read at once for all of them', async () => {
    const [first, second] = two.acme.numbers.map(({ phoneNumberId }) => phoneNumberId);
    await of(two.acme, STOP, { input: { phoneNumberId: first, isOn: true, reason: 'moving' } });
    await of(two.acme, STOP, { input: { isOn: true, reason: 'all of them' } });
    await of(two.acme, GREET, { input: { phoneNumberId: second, ...BUTTON } });
    const switches = jest.spyOn(api.app.get(ReadCallBounds), 'ofNumbers');
    const buttons = jest.spyOn(api.app.get(ReadFirstContactButtons), 'byNumberIds');

    const shown = nodesOf(await of(two.acme, NUMBERS));
    const number = (id: string | undefined): Json =>
      shown.find(({ phoneNumberId }) => phoneNumberId === id);
    expect(number(first)).toEqual({
      phoneNumberId: first,
      killSwitches: [{ stoppedBy: 'TENANT', phoneNumberId: first, reason: 'moving' }],
      firstContactButton: null,
    });
    expect(number(second)).toMatchObject({ killSwitches: [], firstContactButton: BUTTON });
    expect(switches.mock.calls.map(([, ids]) => ids.length)).toEqual([shown.length]);
    expect(buttons.mock.calls.map(([, ids]) => ids.length)).toEqual([shown.length]);

    const foreign = nodesOf(await of(two.globex, NUMBERS));
    expect(foreign).toMatchObject([{ killSwitches: [], firstContactButton: null }]);
  });

  it('show a welcome button that is switched off as it is', async () => {
    const { phoneNumberId } = two.acme.numbers[0]!;
    await of(two.acme, GREET, { input: { phoneNumberId, ...BUTTON, isEnabled: false } });
    const query = `query ($id: String!) {
      phoneNumber(phoneNumberId: $id) { firstContactButton { isEnabled body } } }`;
    expect(await of(two.acme, query, { id: phoneNumberId })).toEqual({
      firstContactButton: { isEnabled: false, body: BUTTON.body },
    });
  });
});

describe('the switch of the platform', () => {
  it('is shown to staff while it is on, and to no tenant', async () => {
    expect(await ofStaff(PLATFORM)).toBeNull();
    try {
      await ofStaff(STOP_OF_STAFF, { input: { isOn: true, reason: 'an outage' } });
      expect(await ofStaff(PLATFORM)).toEqual({
        stoppedBy: 'PLATFORM',
        phoneNumberId: null,
        reason: 'an outage',
        since: expect.any(String),
      });
      expect(errorCode(await graphql(api, two.acme.token, PLATFORM))).toBe('FORBIDDEN');
      expect((await of(two.acme, TENANT)).killSwitches).toEqual([]);
    } finally {
      await ofStaff(STOP_OF_STAFF, { input: { isOn: false } });
    }
    expect(await ofStaff(PLATFORM)).toBeNull();
  });
});
