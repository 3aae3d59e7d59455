import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const ROUTE = `targets { target maxLiveCalls } whenBusy whenUnavailable outsideHours
  hours { timeZone weekly { day opensAt closesAt } holidays { date opensAt closesAt } }
  filters { onlyCallers { waId userId } blockedCallers { waId userId } onlyCountries
            blockedCountries mustCarryPayload }
  ringTimeoutSeconds skipPreAccept ringAtOnce updatedAt`;
const SET = `mutation ($input: SetPhoneNumberRouteInput!) {
  setPhoneNumberRoute(input: $input) {
    __typename
    ... on SetPhoneNumberRouteSuccess { phoneNumber { phoneNumberId route answerRoute { ${ROUTE} } } }
    ... on MutationError { code message }
    ... on RouteTargetNotSupported { target }
  }
}`;
const FIND = `query ($id: String!) {
  phoneNumber(phoneNumberId: $id) { phoneNumberId route answerRoute { version ${ROUTE} } }
}`;
const LIST = `query ($first: Int, $after: String, $filter: PhoneNumberFilter) {
  phoneNumbers(first: $first, after: $after, filter: $filter) {
    edges { node { phoneNumberId answerRoute { updatedAt } } } pageInfo { hasNextPage endCursor }
  }
}`;

const PLAIN = {
  targets: [{ target: 'SDES', maxLiveCalls: null }],
  whenBusy: 'REJECT',
  whenUnavailable: 'REJECT',
  outsideHours: 'REJECT',
  hours: null,
  filters: {
    onlyCallers: null,
    blockedCallers: [],
    onlyCountries: null,
    blockedCountries: [],
    mustCarryPayload: false,
  },
  ringTimeoutSeconds: null,
  skipPreAccept: false,
  ringAtOnce: false,
};
const FULL = {
  targets: [
    { target: 'SDES', maxLiveCalls: 20 },
    { target: 'PASSTHROUGH', maxLiveCalls: null },
  ],
  whenBusy: 'NEXT_TARGET',
  whenUnavailable: 'PASSTHROUGH',
  outsideHours: 'PASSTHROUGH',
  hours: {
    timeZone: 'America/Sao_Paulo',
    weekly: [{ day: 'MONDAY', opensAt: '09:00', closesAt: '24:00' }],
    holidays: [{ date: '2026-12-25', opensAt: null, closesAt: null }],
  },
  filters: {
    onlyCallers: [{ waId: '254700000901', userId: null }],
    blockedCallers: [{ waId: null, userId: 'KE.99887766554433221100' }],
    onlyCountries: ['KE', 'BR'],
    blockedCountries: ['US'],
    mustCarryPayload: true,
  },
  ringTimeoutSeconds: 30,
  skipPreAccept: true,
  ringAtOnce: true,
};

describe('the route of a number', () => {
  let api: TestApp;
  let two: TwoTenants;
  let phoneNumberId: string;

  beforeAll(async () => {
    api = await createTestApp();
    two = await twoTenants(api);
    phoneNumberId = two.acme.numbers[0]!.phoneNumberId;
  });
  afterAll(() => api.close());

  const set = (input: object, token = two.acme.token) =>
    graphql(api, token, SET, { input: { phoneNumberId, targets: PLAIN.targets, ...input } });
  const find = async (token = two.acme.token) =>
    expectSuccess(await graphql(api, token, FIND, { id: phoneNumberId })).answerRoute;

  it('is the plain one until somebody sets it', async () => {
    expect(await find()).toEqual({ ...PLAIN, version: 0, updatedAt: null });
  });

  it('is set in full, shown in full, and read again the same', async () => {
    const { phoneNumber } = expectSuccess(await set(FULL), 'SetPhoneNumberRouteSuccess');
    const expected = { ...FULL, updatedAt: expect.any(String) };
    expect(phoneNumber).toEqual({ phoneNumberId, route: 'SDES', answerRoute: expected });
    expect(await find()).toEqual({ ...expected, version: 1 });
  });

  it('is replaced whole, with its lists, and the number says its first target', async () => {
    await set(FULL);
    const targets = [{ target: 'REJECT', maxLiveCalls: null }];
    const { phoneNumber } = expectSuccess(await set({ targets }), 'SetPhoneNumberRouteSuccess');
    expect(phoneNumber).toMatchObject({ route: 'REJECT', answerRoute: { ...PLAIN, targets } });
    const left = await ownerQuery(`select 1 from number_route_caller where tenant_id = $1`, [
      two.acme.tenantId,
    ]);
    expect(left).toEqual([]);
  });

  it('keeps no identity of a caller outside of the consumer', async () => {
    await set(FULL);
    const [row] = await ownerQuery<{ text: string }>(
      `select r::text || l::text as text from number_route r join number_route_caller l
         using (tenant_id, number_id) where r.tenant_id = $1`,
      [two.acme.tenantId],
    );
    expect(row!.text).not.toContain('254700000901');
  });

  it('with one key twice is set once', async () => {
    await set({ ...FULL, idempotencyKey: 'once' });
    await set({ targets: [{ target: 'PASSTHROUGH' }] });
    expectSuccess(await set({ ...FULL, idempotencyKey: 'once' }), 'SetPhoneNumberRouteSuccess');
    expect((await find()).targets).toEqual([{ target: 'PASSTHROUGH', maxLiveCalls: null }]);
    expect(errorCode(await set({ idempotencyKey: 'once' }))).toBe('CONFLICT');
  });

  it('that somebody else has changed meanwhile is not overwritten by who says what they read', async () => {
    const number = { phoneNumberId: two.acme.numbers[1]!.phoneNumberId };
    const change = (input: object) => set({ ...number, ...input });
    const read = async () =>
      expectSuccess(await graphql(api, two.acme.token, FIND, { id: number.phoneNumberId }))
        .answerRoute;
    expect((await read()).version).toBe(0);
    // Two who have both read version 0: one of them wins, the other one is told.
    const both = await Promise.all(
      [20, 30].map((ringTimeoutSeconds) => change({ ringTimeoutSeconds, expectedVersion: 0 })),
    );
    const told = both.map((answer) => (answer.errors ? errorCode(answer) : 'set'));
    expect([...told].sort()).toEqual(['CONFLICT', 'set']);
    const won = told.indexOf('set') === 0 ? 20 : 30;
    expect(await read()).toMatchObject({ version: 1, ringTimeoutSeconds: won });
    expectSuccess(await change({ expectedVersion: 1 }), 'SetPhoneNumberRouteSuccess');
    // Who says nothing overwrites, as ever.
    expectSuccess(await change({}), 'SetPhoneNumberRouteSuccess');
    expect(await read()).toMatchObject({ version: 3, ringTimeoutSeconds: null });
    const foreign = await set({ ...number, expectedVersion: 3 }, two.globex.token);
    expect(errorCode(foreign)).toBe('NOT_FOUND');
  });

  it.each(['TRUNK', 'SIP_DIRECT', 'STREAM'])(
    'to %s is a typed refusal that says so',
    async (target) => {
      const before = await find();
      const refused = expectSuccess(
        await set({ targets: [{ target }] }),
        'RouteTargetNotSupported',
      );
      expect(refused).toMatchObject({ code: 'ROUTE_TARGET_NOT_SUPPORTED', target });
      expect(refused.message).toContain(target);
      expect(await find()).toEqual(before);
    },
  );

  it.each<[string, object, string]>([
    ['an unknown zone', { hours: { timeZone: 'Mars/Olympus', weekly: [] } }, 'hours.timeZone'],
    ['a ring beyond Meta’s window', { ringTimeoutSeconds: 61 }, 'ringTimeoutSeconds'],
    ['a caller without an id', { filters: { onlyCallers: [{}] } }, 'filters.onlyCallers'],
    ['a country by name', { filters: { onlyCountries: ['ke'] } }, 'filters.onlyCountries'],
  ])('with %s is refused by its field', async (_what, input, field) => {
    const answer = await set(input);
    expect(errorCode(answer)).toBe('BAD_USER_INPUT');
    expect(answer.errors![0]!.extensions.fields).toContainEqual(expect.objectContaining({ field }));
  });

  it('of another tenant is neither shown nor set', async () => {
    const before = await find();
    expect(errorCode(await set(FULL, two.globex.token))).toBe('NOT_FOUND');
    const shown = await graphql(api, two.globex.token, FIND, { id: phoneNumberId });
    expect(errorCode(shown)).toBe('NOT_FOUND');
    expect(await find()).toEqual(before);
  });

  it('is there for each number of the list, page by page, of the own tenant only', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const answer = await graphql(api, two.acme.token, LIST, { first: 1, after });
      const { edges, pageInfo } = expectSuccess(answer);
      seen.push(
        ...edges.map((edge: { node: { phoneNumberId: string } }) => edge.node.phoneNumberId),
      );
      after = pageInfo.hasNextPage ? pageInfo.endCursor : undefined;
    } while (after !== undefined);
    const own = two.acme.numbers.map((number) => number.phoneNumberId);
    expect(seen.sort()).toEqual([...own].sort());
  });

  it('is found by the WABA of its number', async () => {
    const { wabaId, numbers } = two.acme.wabas[0]!;
    const { edges } = expectSuccess(
      await graphql(api, two.acme.token, LIST, { filter: { wabaId } }),
    );
    expect(edges).toHaveLength(numbers.length);
  });
});
