import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeId, uuidv7 } from '#patchbay/kernel';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TestTenant, type TwoTenants, twoTenants } from '../support/two-tenants.js';
import {
  connectOf,
  eventsOfCall,
  eventsOfWaba,
  newWacid,
  sendAs,
  terminateOf,
  wabaEventOf,
} from './support/meta-sender.js';

const LIST = `query ($first: Int, $after: String, $filter: InboxEventFilter) {
  inboxEvents(first: $first, after: $after, filter: $filter) {
    pageInfo { hasNextPage endCursor }
    edges { node { id tenantId callId context kind state attempts lastError source wabaId
                   phoneNumberId traceId occurredAt receivedAt replayedAt } }
  }
}`;
const REPLAY = `mutation ($input: ReplayInboxEventInput!) {
  replayInboxEvent(input: $input) {
    __typename
    ... on ReplayInboxEventSuccess { replayed alreadyWaiting quarantined { id result } }
    ... on MutationError { code message }
    ... on InboxReplayTooLarge { limit }
  }
}`;

interface Node {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
}

let api: TestApp;
let two: TwoTenants;

beforeAll(async () => {
  api = await createTestApp();
  two = await twoTenants(api);
  // Events of clocks that other tests have moved on would be newer than all that happens here.
  await ownerQuery(`delete from inbox_event where id > $1`, [uuidv7(api.clock)]);
});
afterAll(() => api.close());

const list = async (variables: object, token = two.staff.token): Promise<Node[]> => {
  const answer = await graphql(api, token, LIST, { first: 50, ...variables });
  const { edges } = expectSuccess(answer) as { edges: { node: Node }[] };
  return edges.map(({ node }) => node);
};
const replay = (input: object, token = two.staff.token) =>
  graphql(api, token, REPLAY, { input: { reason: 'ticket 7', ...input } });
const ref = (id: string) => encodeId('inboxEvent', id);
const tenantFilter = ({ publicId }: TestTenant) => ({ tenantId: publicId });

/** A call that began and ended, its events as the drain leaves them. */
async function endedCall(tenant: TestTenant): Promise<{ wacid: string; ids: string[] }> {
  const wacid = newWacid();
  const call = { wacid, phoneNumberId: tenant.numbers[0]!.phoneNumberId };
  for (const body of [connectOf(call), terminateOf(call)]) await sendAs(api, two.apps.alpha, body);
  const ids = (await eventsOfCall(wacid)).map(({ id }) => id);
  await ownerQuery(`update inbox_event set processed_at = $2 where id = any($1::uuid[])`, [
    ids,
    api.clock.now(),
  ]);
  return { wacid, ids };
}

let failures = 0;
async function failedEvent(tenant: TestTenant): Promise<string> {
  const { wabaId } = tenant.wabas[0]!;
  await sendAs(api, two.apps.alpha, wabaEventOf(wabaId, (failures += 1) * 1000));
  const id = (await eventsOfWaba(wabaId)).at(-1)!.id;
  await ownerQuery(
    `update inbox_event set processed_at = $2, outcome = 'FAILED', attempts = 8, last_error = 'why'
      where id = $1`,
    [id, api.clock.now()],
  );
  return id;
}

const rowOf = async (id: string) => {
  const [row] = await ownerQuery(
    `select processed_at, outcome, attempts, last_error, retry_at, replayed_at is not null as is_replayed
       from inbox_event where id = $1`,
    [id],
  );
  return row;
};
const WAITS = { processed_at: null, outcome: null, attempts: 0, last_error: null, retry_at: null };
const replayAudits = () =>
  ownerQuery<{ subject_id: string; reason: string }>(
    `select subject_id, reason from platform_audit_event
      where actor_id = $1 and action = 'inbox.replay_event' order by id`,
    [two.staff.client.id],
  );

describe('inboxEvents', () => {
  it('shows staff what came in for all tenants, newest first, a page at a time', async () => {
    const [acme, globex] = [await endedCall(two.acme), await endedCall(two.globex)];
    const newest = [...acme.ids, ...globex.ids].reverse().map(ref);
    const nodes = await list({ first: 4 });
    expect(nodes.map(({ id }) => id)).toEqual(newest);
    expect(nodes[3]).toEqual({
      id: ref(acme.ids[0]!),
      tenantId: two.acme.publicId,
      callId: expect.stringMatching(/^call_/),
      context: 'CALLS',
      kind: 'offered',
      state: 'APPLIED',
      attempts: 0,
      lastError: null,
      source: 'META',
      wabaId: two.acme.wabas[0]!.wabaId,
      phoneNumberId: two.acme.numbers[0]!.phoneNumberId,
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      occurredAt: expect.any(String),
      receivedAt: expect.any(String),
      replayedAt: null,
    });
    const first = expectSuccess(await graphql(api, two.staff.token, LIST, { first: 3 }));
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await list({ first: 1, after: first.pageInfo.endCursor });
    expect(rest.map(({ id }) => id)).toEqual(newest.slice(3));
  });

  it('filters by tenant, kind, context, call, number, state and time', async () => {
    const { ids, wacid } = await endedCall(two.globex);
    const failed = await failedEvent(two.globex);
    const callId = (await eventsOfCall(wacid))[0]!.call_id!;
    const from = api.clock.now();
    await endedCall(two.acme);
    const idsOf = async (filter: object) => (await list({ filter })).map(({ id }) => id);
    const all = [...ids, failed].map(ref);
    const globex = tenantFilter(two.globex);

    expect(await idsOf({ callId: encodeId('call', callId) })).toEqual([all[1], all[0]]);
    expect((await idsOf(globex)).slice(0, 3)).toEqual([all[2], all[1], all[0]]);
    expect((await idsOf({ ...globex, context: 'CALLS' })).slice(0, 2)).toEqual([all[1], all[0]]);
    expect((await idsOf({ ...globex, kind: 'terminated' }))[0]).toBe(all[1]);
    const numberId = encodeId('phoneNumber', two.globex.numbers[0]!.id);
    expect((await idsOf({ numberId })).slice(0, 2)).toEqual([all[1], all[0]]);
    expect(await idsOf({ ...globex, state: 'FAILED' })).toContain(all[2]);
    expect(await idsOf({ ...globex, state: 'WAITING' })).not.toContain(all[1]);
    expect(await idsOf({ ...globex, state: 'APPLIED' })).not.toContain(all[2]);
    expect(await idsOf({ ...globex, from: from.toISOString() })).toEqual([]);
    expect(await idsOf({ ...globex, to: '2020-01-01T00:00:00Z' })).toEqual([]);
  });

  it('is audited, and closed to tenants', async () => {
    const reads = async () => {
      const rows = await ownerQuery(
        `select 1 from platform_audit_event
          where actor_id = $1 and action = 'staff.read' and reason = 'inbox.list_events'`,
        [two.staff.client.id],
      );
      return rows.length;
    };
    const before = await reads();
    await list({});
    expect(await reads()).toBe(before + 1);
    expect(errorCode(await graphql(api, two.acme.token, LIST, {}))).toBe('FORBIDDEN');
  });
});

describe('replayInboxEvent', () => {
  it('makes one event wait again, with its tries forgotten, and says who asked why', async () => {
    const failed = await failedEvent(two.acme);
    expect(expectSuccess(await replay({ eventIds: [ref(failed)] }))).toEqual({
      __typename: 'ReplayInboxEventSuccess',
      replayed: 1,
      alreadyWaiting: 0,
      quarantined: [],
    });
    expect(await rowOf(failed)).toEqual({ ...WAITS, is_replayed: true });
    const audits = await replayAudits();
    expect(audits.slice(-2)).toEqual([
      { subject_id: expect.stringContaining(failed), reason: 'ticket 7' },
      { subject_id: `tenant ${two.acme.tenantId}: 1 events`, reason: 'ticket 7' },
    ]);
  });

  it('of several, over tenants, leaves those that wait as they are', async () => {
    const [acme, globex] = [await endedCall(two.acme), await endedCall(two.globex)];
    const eventIds = [...acme.ids, ...globex.ids].map(ref);
    const first = await replay({ eventIds: eventIds.slice(1) });
    expect(expectSuccess(first)).toMatchObject({ replayed: 3, alreadyWaiting: 0 });
    const second = await replay({ eventIds });
    expect(expectSuccess(second)).toMatchObject({ replayed: 1, alreadyWaiting: 3 });
  });

  it('of a range replays what the filter finds in it and nothing beside it', async () => {
    await endedCall(two.acme);
    const from = api.clock.now();
    const [wanted, foreign] = [await endedCall(two.acme), await endedCall(two.globex)];
    const range = {
      ...tenantFilter(two.acme),
      kind: 'terminated',
      from: from.toISOString(),
      to: new Date(api.clock.nowMs() + 1000).toISOString(),
    };
    expect(expectSuccess(await replay({ range }))).toMatchObject({ replayed: 1 });
    expect(await rowOf(wanted.ids[1]!)).toMatchObject(WAITS);
    for (const id of [wanted.ids[0]!, ...foreign.ids]) {
      expect(await rowOf(id)).toMatchObject({ is_replayed: false });
    }
    expect(errorCode(await replay({ range: { ...range, to: null } }))).toBe('BAD_USER_INPUT');
  });

  it('does for an idempotencyKey once what is asked, and answers alike', async () => {
    const { ids } = await endedCall(two.acme);
    const input = { eventIds: ids.map(ref), idempotencyKey: uuidv7(api.clock) };
    const first = expectSuccess(await replay(input));
    await ownerQuery(`update inbox_event set processed_at = now() where id = any($1::uuid[])`, [
      ids,
    ]);
    const audits = (await replayAudits()).length;
    expect(expectSuccess(await replay(input))).toEqual(first);
    expect((await rowOf(ids[0]!))?.processed_at).not.toBeNull();
    expect(await replayAudits()).toHaveLength(audits);
    const other = { ...input, eventIds: [ref(ids[0]!)] };
    expect(errorCode(await replay(other))).toBe('CONFLICT');
  });

  it('refuses none, two kinds at once, an unknown event, and tenants', async () => {
    const unknown = encodeId('inboxEvent', uuidv7(api.clock));
    const { ids } = await endedCall(two.acme);
    const both = { eventIds: [unknown], quarantine: {} };
    expect(errorCode(await replay({}))).toBe('BAD_USER_INPUT');
    expect(errorCode(await replay(both))).toBe('BAD_USER_INPUT');
    expect(errorCode(await replay({ eventIds: [unknown, ref(ids[0]!)] }))).toBe('NOT_FOUND');
    expect(await rowOf(ids[0]!)).toMatchObject({ is_replayed: false });
    const own = { eventIds: [ref(ids[0]!)] };
    expect(errorCode(await replay(own, two.acme.token))).toBe('FORBIDDEN');
  });
});
