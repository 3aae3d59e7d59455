import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Consumers } from '#patchbay/calls';
import { aCall } from '#patchbay/calls/testing';
import { TenantDatabase } from '#patchbay/database';
import { encodeId } from '#patchbay/kernel';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TestTenant, type TwoTenants, twoTenants } from '../support/two-tenants.js';

const CALLS = `query ($first: Int! = 50, $after: String, $filter: CallFilter) {
  calls(first: $first, after: $after, filter: $filter) { edges { node { id } } } }`;
const LIVE = `query ($first: Int! = 50, $after: String, $filter: CallFilter) {
  liveCalls(first: $first, after: $after, filter: $filter) {
    totalCount edges { node { id state endedAt } } pageInfo { hasNextPage endCursor } } }`;
const PLATFORM = `query ($first: Int! = 50, $tenantId: TenantID) {
  platformLiveCalls(first: $first, tenantId: $tenantId) {
    totalCount edges { node { id tenantId state } } } }`;

type Changes = Omit<Parameters<typeof aCall>[2], 'numberId'>;
interface Found {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: { readonly id: string } }[];
}

let api: TestApp;
let two: TwoTenants;

beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());
beforeEach(async () => {
  two = await twoTenants(api);
});

async function make(tenant: TestTenant, changes: Changes = {}): Promise<string> {
  const database = api.app.get(TenantDatabase);
  const making = { database, consumers: api.app.get(Consumers), clock: api.clock };
  const numberId = tenant.numbers[0]!.id;
  return encodeId('call', (await aCall(making, tenant.context, { numberId, ...changes })).id);
}
const up = { state: 'IN_PROGRESS', endedAt: null, terminationCause: null } as const;

async function ids(tenant: TestTenant, filter: object, document = CALLS): Promise<string[]> {
  const { edges }: Found = expectSuccess(await graphql(api, tenant.token, document, { filter }));
  return edges.map(({ node }) => node.id);
}

describe('calls', () => {
  it('are filtered by consumer, time, control, cause, who ended them, signalling and Meta’s ids', async () => {
    const hour = 3_600_000;
    const startedAt = new Date(api.clock.nowMs() - hour);
    const plain = await make(two.acme);
    const cases: [object, string][] = [
      [{ consumer: { waId: '254700000199' } }, await make(two.acme, { consumer: { waId: '254700000199' } })], // prettier-ignore
      [{ consumer: { userId: 'US.1' } }, await make(two.acme, { consumer: { userId: 'US.1' } })],
      [{ to: new Date(startedAt.getTime() + 1000) }, await make(two.acme, { startedAt })],
      [{ control: 'FOREIGN' }, await make(two.acme, { control: 'FOREIGN' })],
      [{ signalling: 'SIP' }, await make(two.acme, { signalling: 'SIP' })],
      [
        { terminationCauses: ['NO_ANSWER'] },
        await make(two.acme, { terminationCause: 'NO_ANSWER' }),
      ],
      [{ disconnectedBy: 'META' }, await make(two.acme, { disconnectedBy: 'META' })],
      [{ wacid: 'wacid.A' }, await make(two.acme, { wacid: 'wacid.A' })],
      [{ graphRequest: 'AbCd' }, await make(two.acme, { graphRequestId: 'AbCd' })],
    ];
    for (const [filter, id] of cases) {
      expect([filter, await ids(two.acme, filter)]).toEqual([filter, [id]]);
      expect([filter, await ids(two.globex, filter)]).toEqual([filter, []]);
    }
    const recent = await ids(two.acme, { from: new Date(startedAt.getTime() + 1) });
    expect(recent).toContain(plain);
    expect(recent).not.toContain(cases[2]![1]);
    const wrong = { filter: { terminationCauses: ['BOREDOM'] } };
    expect(errorCode(await graphql(api, two.acme.token, CALLS, wrong))).toBe('BAD_USER_INPUT');
  });

  it('of a consumer are found under any identity, once two turned out to be one', async () => {
    const byNumber = await make(two.acme, { consumer: { waId: '254700000177' } });
    const byUser = await make(two.acme, { consumer: { userId: 'US.77' } });
    const rows = await ownerQuery<{ consumer_id: string }>(
      `select consumer_id from call where tenant_id = $1 order by id`,
      [two.acme.tenantId],
    );
    await ownerQuery(`update consumer set merged_into = $1 where id = $2`, [
      rows[0]!.consumer_id,
      rows[1]!.consumer_id,
    ]);
    for (const consumer of [{ waId: '254700000177' }, { userId: 'US.77' }]) {
      expect(await ids(two.acme, { consumer })).toEqual([byUser, byNumber]);
    }
  });
});

describe('liveCalls', () => {
  it('are exactly the tenant’s calls that are up, page by page, with their number', async () => {
    await make(two.acme);
    const live = [await make(two.acme, up), await make(two.acme, { ...up, state: 'RINGING' })];
    const theirs = await make(two.globex, up);
    const page: Found & { pageInfo: { endCursor: string } } = expectSuccess(
      await graphql(api, two.acme.token, LIVE, { first: 1 }),
    );
    expect([page.totalCount, page.edges.map(({ node }) => node.id)]).toEqual([2, [live[1]]]);
    const next: Found = expectSuccess(
      await graphql(api, two.acme.token, LIVE, { first: 1, after: page.pageInfo.endCursor }),
    );
    expect(next.edges.map(({ node }) => node.id)).toEqual([live[0]]);
    expect(await ids(two.acme, { states: ['RINGING'] }, LIVE)).toEqual([live[1]]);
    const counted = async (filter: object): Promise<number> => {
      const page: Found = expectSuccess(
        await graphql(api, two.acme.token, LIVE, { filter, first: 1 }),
      );
      return page.totalCount;
    };
    expect(await counted({ states: ['RINGING'] })).toBe(1);
    expect(await counted({ states: ['QUEUED'] })).toBe(0);
    expect(await counted({ consumer: { waId: '254799999999' } })).toBe(0);
    expect(await counted({ consumer: { waId: '254700000101' } })).toBe(2);
    expect(await ids(two.globex, {}, LIVE)).toEqual([theirs]);
  });

  it('of all tenants are shown to staff, audited, and to nobody else', async () => {
    await make(two.acme);
    const [ours, theirs] = [await make(two.acme, up), await make(two.globex, up)];
    const all: Found = expectSuccess(
      await graphql(api, two.staff.token, PLATFORM, { tenantId: two.acme.publicId }),
    );
    expect([all.totalCount, all.edges.map(({ node }) => node.id)]).toEqual([1, [ours]]);
    const newest: Found = expectSuccess(
      await graphql(api, two.staff.token, PLATFORM, { first: 1 }),
    );
    expect(newest.edges.map(({ node }) => node.id)).toEqual([theirs]);
    expect(newest.totalCount).toBeGreaterThanOrEqual(2);
    expect(errorCode(await graphql(api, two.acme.token, PLATFORM))).toBe('FORBIDDEN');
    const audits = await ownerQuery(
      `select 1 from platform_audit_event where actor_id = $1 and reason = 'calls.read_live'`,
      [two.staff.context.actor.id],
    );
    expect(audits).toHaveLength(2);
  });
});
