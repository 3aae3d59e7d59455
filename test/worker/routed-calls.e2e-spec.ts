import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CallPump,
  Consumers,
  insertInboxEvent,
  SetNumberRoute,
  type SetNumberRouteInput,
} from '#patchbay/calls';
import { TenantDatabase } from '#patchbay/database';
import { CLOCK, type Clock, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { type CallProcess, startCallProcess } from '../support/call-process.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TestTenant, type TwoTenants, twoTenants } from '../support/two-tenants.js';

type Plan = SetNumberRouteInput['plan'];

const processes: CallProcess[] = [];
let world: TwoTenants;

beforeAll(async () => {
  processes.push(await startCallProcess(), await startCallProcess());
  world = await twoTenants(processes[0]!);
}, 60_000);
afterAll(() => Promise.all(processes.map((context) => context.close())));

const NO_FILTERS = {
  onlyListedCallers: false,
  onlyCountries: null,
  blockedCountries: [],
  mustCarryPayload: false,
};
const PLAN: Plan = {
  steps: [{ target: 'PASSTHROUGH', maxLiveCalls: null }],
  whenBusy: 'REJECT',
  whenUnavailable: 'REJECT',
  hours: null,
  outsideHours: 'REJECT',
  filters: NO_FILTERS,
  ringTimeoutSeconds: null,
  skipPreAccept: false,
  ringAtOnce: false,
};
const KENYAN = { waId: '254700000811' };
/** `1` is of many countries: only the full number tells. */
const CANADIAN = { waId: '14165550123' };
const GERMAN = { waId: '4915112345678' };
const ALWAYS_CLOSED = { timeZone: 'UTC', weekly: [], holidays: [] };

async function setRoute(
  tenant: TestTenant,
  plan: Partial<Plan>,
  lists: Partial<SetNumberRouteInput> = {},
): Promise<void> {
  const outcome = await processes[0]!.get(SetNumberRoute).execute(tenant.context, {
    numberId: tenant.numbers[0]!.id,
    plan: { ...PLAN, ...plan },
    allowedCallers: [],
    blockedCallers: [],
    ...lists,
  });
  expect(outcome.kind).toBe('set');
}

interface Offer {
  readonly caller?: { readonly waId?: string; readonly userId?: string };
  readonly data?: Record<string, string>;
  readonly process?: number;
}

/** A user calls the tenant's first number; gives our id of the call once its offer is drained. */
async function userCalls(
  tenant: TestTenant,
  { caller = KENYAN, data = {}, process = 0 }: Offer = {},
): Promise<string> {
  const context = processes[process]!;
  const clock = context.get<Clock>(CLOCK);
  const callId = uuidv7(clock);
  const { tenantId, numbers } = tenant;
  await context.get(TenantDatabase).run(systemTenantContext(tenantId, 'test'), async (tx) => {
    const consumerId = await context.get(Consumers).ensure(tx, tenantId, caller);
    await insertInboxEvent(tx, clock, tenantId, {
      callId,
      source: 'META',
      kind: 'offered',
      data,
      head: {
        direction: 'USER_INITIATED',
        numberId: numbers[0]!.id,
        consumerId,
        wacid: `wacid.${callId}`,
      },
      occurredAt: clock.now(),
      traceparent: null,
    });
  });
  await context.get(CallPump).work(tenantId, callId);
  return callId;
}

interface RoutedRow {
  readonly media_mode: string;
  readonly state: string;
  readonly termination_cause: string | null;
  readonly facts: {
    facts: Record<string, { data: Record<string, unknown>; atMs: number }>;
    asked: { effects: string[]; told: string[] };
  };
}

async function rowOf(callId: string): Promise<RoutedRow> {
  const [row] = await ownerQuery<RoutedRow>(
    `select media_mode, state, termination_cause, facts from call where id = $1`,
    [callId],
  );
  return row!;
}

async function routeOf(callId: string): Promise<unknown[]> {
  const { target, reason } = (await rowOf(callId)).facts.facts.routed!.data;
  return [target, reason];
}

const LET_THROUGH = ['PASSTHROUGH', 'FIRST_TARGET'];

describe('a user’s call', () => {
  it('is given to the route’s target, told to the tenant, and says so in its timeline', async () => {
    await setRoute(world.acme, {});
    const callId = await userCalls(world.acme);
    const { facts, media_mode } = await rowOf(callId);
    expect([await routeOf(callId), media_mode]).toEqual([LET_THROUGH, 'PASSTHROUGH']);
    expect(facts.asked).toEqual({ effects: [], told: ['call.connect'] });
    expect(facts.facts.routed!.atMs).toBe(facts.facts.offered!.atMs);
    const timeline = await ownerQuery<{ kind: string; actor: string }>(
      `select kind, actor from call_event where call_id = $1 order by seq`,
      [callId],
    );
    expect(timeline).toEqual([
      { kind: 'offered', actor: 'CONSUMER' },
      { kind: 'routed', actor: 'PLATFORM' },
    ]);
  });

  it('that the route turns away is rejected at Meta, and the tenant is not rung', async () => {
    await setRoute(world.acme, { steps: [{ target: 'REJECT', maxLiveCalls: null }] });
    const callId = await userCalls(world.acme);
    expect(await routeOf(callId)).toEqual(['REJECT', 'FIRST_TARGET']);
    const { effects, told } = (await rowOf(callId)).facts.asked;
    expect(effects).toEqual(['graph.reject']);
    expect(told).toEqual([]);
  });

  const filtered = (filters: Partial<Plan['filters']>, lists = {}) => ({
    plan: { filters: { ...NO_FILTERS, ...filters } },
    lists,
  });
  const onlyListed = (...allowedCallers: object[]) =>
    filtered({ onlyListedCallers: true }, { allowedCallers });
  const closed = (plan: Partial<Plan> = {}) => ({
    plan: { hours: ALWAYS_CLOSED, ...plan },
    lists: {},
  });

  it.each<[string, ReturnType<typeof closed | typeof filtered>, Offer, string[]]>([
    ['a caller on the list', onlyListed(KENYAN), {}, LET_THROUGH],
    ['a caller not on the list', onlyListed(GERMAN), {}, ['REJECT', 'CALLER_NOT_LISTED']],
    [
      'a blocked caller',
      filtered({}, { blockedCallers: [KENYAN] }),
      {},
      ['REJECT', 'CALLER_BLOCKED'],
    ],
    [
      'a country that is let through',
      filtered({ onlyCountries: ['DE'] }),
      { caller: GERMAN },
      LET_THROUGH,
    ],
    [
      'a country that shares its code',
      filtered({ onlyCountries: ['CA'] }),
      { caller: CANADIAN },
      LET_THROUGH,
    ],
    [
      'another country of that code',
      filtered({ blockedCountries: ['US'] }),
      { caller: CANADIAN },
      LET_THROUGH,
    ],
    [
      'a country that is not',
      filtered({ onlyCountries: ['DE'] }),
      {},
      ['REJECT', 'COUNTRY_NOT_ALLOWED'],
    ],
    [
      'a link with a payload',
      filtered({ mustCarryPayload: true }),
      { data: { deeplinkPayload: 'order=1' } },
      LET_THROUGH,
    ],
    [
      'a button with a payload',
      filtered({ mustCarryPayload: true }),
      { data: { ctaPayload: 'order=1' } },
      LET_THROUGH,
    ],
    ['no payload', filtered({ mustCarryPayload: true }), {}, ['REJECT', 'NO_PAYLOAD']],
    ['closed', closed(), {}, ['REJECT', 'OUTSIDE_HOURS']],
    [
      'closed, and somebody else takes it',
      closed({ outsideHours: 'PASSTHROUGH' }),
      {},
      ['PASSTHROUGH', 'OUTSIDE_HOURS'],
    ],
  ])('is filtered: %s', async (_what, { plan, lists }, offer, expected) => {
    await setRoute(world.acme, plan, lists);
    expect(await routeOf(await userCalls(world.acme, offer))).toEqual(expected);
  });

  it('of somebody listed by another id of theirs is known as theirs', async () => {
    const byUserId = { userId: 'KE.5550001112223334' };
    const byNumber = { waId: '254700000812' };
    await setRoute(world.acme, {}, { blockedCallers: [byNumber] });
    expect(await routeOf(await userCalls(world.acme, { caller: byUserId }))).toEqual(LET_THROUGH);
    await ownerQuery(
      `update consumer set merged_into = l.consumer_id from number_route_caller l
        where l.tenant_id = consumer.tenant_id and consumer.tenant_id = $1
          and consumer.id = (select consumer_id from call where tenant_id = $1 order by id desc limit 1)`,
      [world.acme.tenantId],
    );
    const again = await userCalls(world.acme, { caller: byUserId });
    expect(await routeOf(again)).toEqual(['REJECT', 'CALLER_BLOCKED']);
  });

  it('of another tenant follows that tenant’s own route', async () => {
    await setRoute(world.acme, {}, { blockedCallers: [KENYAN] });
    await setRoute(world.globex, {});
    expect(await routeOf(await userCalls(world.globex))).toEqual(LET_THROUGH);
  });

  it('keeps its route when the number gets another one', async () => {
    await setRoute(world.acme, {});
    const callId = await userCalls(world.acme);
    await setRoute(world.acme, { steps: [{ target: 'REJECT', maxLiveCalls: null }] });
    await processes[1]!.get(CallPump).work(world.acme.tenantId, callId);
    expect(await routeOf(callId)).toEqual(LET_THROUGH);
  });

  it('without a media node goes on to whom the route names', async () => {
    await setRoute(world.acme, {
      steps: [
        { target: 'SDES', maxLiveCalls: null },
        { target: 'PASSTHROUGH', maxLiveCalls: null },
      ],
      whenUnavailable: 'NEXT_TARGET',
    });
    const callId = await userCalls(world.acme);
    const row = await eventually(
      async () => {
        const found = await rowOf(callId);
        return found.facts.facts.media_failed === undefined ? undefined : found;
      },
      { within: 8000 },
    );
    expect([row.media_mode, row.facts.asked]).toEqual([
      'PASSTHROUGH',
      { effects: ['media.create'], told: ['call.connect'] },
    ]);
  });
});

describe('places', () => {
  const targetsOf = async (callIds: readonly string[]): Promise<unknown[][]> =>
    (await Promise.all(callIds.map(routeOf))).sort();
  const atOnce = (tenant: TestTenant, count: number): Promise<string[]> =>
    Promise.all(
      Array.from({ length: count }, (_, i) =>
        userCalls(tenant, { caller: { waId: `2547000009${10 + i}` }, process: i % 2 }),
      ),
    );

  it('of a target are never taken by more calls than it has, whoever drains them', async () => {
    const { acme } = await twoTenants(processes[0]!);
    await setRoute(acme, { steps: [{ target: 'PASSTHROUGH', maxLiveCalls: 3 }] });
    expect(await targetsOf(await atOnce(acme, 8))).toEqual([
      ...Array.from({ length: 3 }, () => LET_THROUGH),
      ...Array.from({ length: 5 }, () => ['REJECT', 'BUSY']),
    ]);
  });

  it('of a tenant are never taken by more calls than its quota allows', async () => {
    const { acme } = await twoTenants(processes[0]!);
    await setRoute(acme, {});
    await ownerQuery(
      `insert into tenant_quota (tenant_id, concurrent_calls, updated_at) values ($1, 2, now())`,
      [acme.tenantId],
    );
    expect(await targetsOf(await atOnce(acme, 6))).toEqual([
      ...Array.from({ length: 2 }, () => LET_THROUGH),
      ...Array.from({ length: 4 }, () => ['REJECT', 'TENANT_QUOTA_REACHED']),
    ]);
  });
});
