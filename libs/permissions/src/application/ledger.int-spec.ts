import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type { Consumers } from '#patchbay/calls';
import { TenantDatabase, type TenantTransaction } from '#patchbay/database';
import { type SystemClock, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import { openConsumerWorld } from '../../../../test/support/consumer-world.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import type { TestTenant, TwoTenants } from '../../../../test/support/two-tenants.js';
import type { PermissionReply } from '../domain/permission-reply.js';
import { permissionState } from '../domain/permission-state.js';
import { applyPermissionEvent } from './apply-permission-event.js';
import { holdPair } from './change-ledger.js';
import { type CallStep, followCall } from './follow-call.js';
import { recordRequest, settleRequest, withdrawRequest } from './record-request.js';
import { takeMetaFigure } from './take-meta-figure.js';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

let context: INestApplicationContext;
let world: TwoTenants;
let clock: SystemClock;
let consumers: Consumers;

beforeAll(async () => {
  ({ context, world, clock, consumers } = await openConsumerWorld());
});
beforeEach(async () => {
  clock.setOffset(0);
  const tenants = [[world.acme.tenantId, world.globex.tenantId]];
  await ownerQuery(`delete from call_permission where tenant_id = any($1::uuid[])`, tenants);
  await ownerQuery(`delete from message where tenant_id = any($1::uuid[])`, tenants);
});
afterAll(() => context.close());

const inTenant = <T>(work: (tx: TenantTransaction) => Promise<T>, tenant = world.acme) =>
  context.get(TenantDatabase).run(systemTenantContext(tenant.tenantId, 'test'), work);
const pairOf = async (tenant: TestTenant = world.acme) => ({
  number: tenant.numbers[0]!,
  consumerId: await inTenant(
    (tx) => consumers.ensure(tx, tenant.tenantId, { waId: '254700000101' }),
    tenant,
  ),
});
const later = (ms: number): void => {
  clock.setOffset(clock.offsetMs + ms);
};

async function ledgerOf(tenant: TestTenant = world.acme) {
  const pair = await pairOf(tenant);
  return (await inTenant((tx) => holdPair(tx, clock, pair), tenant)).ledger;
}
const stateOf = async (tenant?: TestTenant) => permissionState(await ledgerOf(tenant));

/** Meta tells a decision, `agoMs` ago; gives back what the tenant is told. */
async function reply(said: Partial<PermissionReply>, agoMs = 0) {
  const { number, consumerId } = await pairOf();
  const detail: PermissionReply = {
    kind: 'messages.call_permission_reply',
    messageId: `wamid.${uuidv7(clock)}`,
    response: 'accept',
    ...said,
  };
  const toldAt = new Date(clock.nowMs() - agoMs);
  const event = { detail, numberId: number.id, consumerId, toldAt, toldBy: uuidv7(clock) };
  return inTenant((tx) => applyPermissionEvent(tx, event, clock));
}

async function follow(step: Partial<CallStep>) {
  const { number, consumerId } = await pairOf();
  const ids = { callId: uuidv7(clock), wacid: null, traceparent: null };
  await inTenant((tx) =>
    followCall(
      tx,
      { clock, doorbell: undefined },
      { ...ids, numberId: number.id, consumerId, ...step },
    ),
  );
}
const messages = async () => {
  const rows = await ownerQuery<{ event_type: string; payload: { unanswered: number } }>(
    `select event_type, payload from message where tenant_id = $1 order by id`,
    [world.acme.tenantId],
  );
  return rows.map(({ event_type, payload }) => [event_type, payload.unanswered]);
};
const asking = async (requestId = uuidv7(clock)) => ({
  ...(await pairOf()),
  requestId,
  form: 'FREE_FORM' as const,
});
const request = async (requestId?: string) => {
  const asked = await asking(requestId);
  return inTenant((tx) => recordRequest(tx, clock, asked));
};

describe('the ledger', () => {
  it('enters a reply once, tells it once, and shows it to its tenant alone', async () => {
    const messageId = 'wamid.once';
    expect(await reply({ messageId })).toMatchObject([
      {
        type: 'call.permission.updated',
        data: { state: 'TEMPORARY', previousState: 'UNKNOWN', source: 'PROFILE' },
      },
    ]);
    expect(await reply({ messageId })).toEqual([]);
    expect(await stateOf()).toBe('TEMPORARY');
    expect(await stateOf(world.globex)).toBe('UNKNOWN');
  });

  it('lets a temporary permission run out after 604,800 seconds', async () => {
    await reply({ isPermanent: false });
    const { expiresAt } = await ledgerOf();
    clock.setOffset(expiresAt!.getTime() - Date.now() - 1000);
    expect(await stateOf()).toBe('TEMPORARY');
    clock.setOffset(expiresAt!.getTime() - Date.now());
    expect(await stateOf()).toBe('EXPIRED');
  });

  it('takes what comes late for what it was', async () => {
    await reply({ response: 'reject', source: 'user_action' });
    expect(await reply({ isPermanent: true }, 5000)).toEqual([]);
    expect(await stateOf()).toBe('REVOKED');
  });

  it('knows by which request of ours a permission came', async () => {
    const requestId = uuidv7(clock);
    expect(await request(requestId)).toEqual({ kind: 'recorded' });
    expect(await stateOf()).toBe('REQUESTED');
    await inTenant((tx) => settleRequest(tx, requestId, 'wamid.asked'));
    later(1000);
    await reply({ requestMessageId: 'wamid.asked', response: 'reject' });
    expect(await stateOf()).toBe('REJECTED');
    later(1000);
    const told = await reply({ requestMessageId: 'wamid.asked', isPermanent: true });
    expect(told).toMatchObject([{ data: { state: 'PERMANENT', source: 'REQUEST' } }]);
  });
});

describe('a consumer under two identities', () => {
  it('that turn out to be one person has one ledger', async () => {
    await reply({ isPermanent: true });
    const { number, consumerId } = await pairOf();
    const other = await inTenant((tx) =>
      consumers.ensure(tx, tx.tenantId, { userId: 'KE.12340000000000909' }),
    );
    const stateUnder = async (id: string) =>
      permissionState(
        (await inTenant((tx) => holdPair(tx, clock, { number, consumerId: id }))).ledger,
      );
    expect(await stateUnder(other)).toBe('UNKNOWN');
    const merge = `update consumer set merged_into = $2 where id = $1`;
    await ownerQuery(merge, [consumerId, other]);
    expect(await stateUnder(other)).toBe('PERMANENT');
    expect(await stateUnder(consumerId)).toBe('PERMANENT');
    await ownerQuery(merge, [consumerId, null]);
  });
});

describe('the budget of requests', () => {
  it('gives the one place to one of two who ask at a time', async () => {
    const outcomes = await Promise.all([request(), request()]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['budget_used_up', 'recorded']);
  });

  it('is given back by a request that was not sent, and by a call that was picked up', async () => {
    const requestId = uuidv7(clock);
    await request(requestId);
    expect(await request(requestId)).toEqual({ kind: 'recorded' });
    const asked = await asking(requestId);
    await inTenant((tx) => withdrawRequest(tx, clock, asked));
    expect(await request()).toEqual({ kind: 'recorded' });
    const refused = await request();
    const at = clock.nowMs();
    expect(refused).toMatchObject({
      kind: 'budget_used_up',
      budget: { retryAt: expect.any(Date) },
    });
    later(1000);
    await follow({ connectedAt: new Date(at + 1000) });
    expect(await request()).toEqual({ kind: 'recorded' });
  });

  it('has no place where the permission is permanent', async () => {
    await reply({ isPermanent: true });
    expect(await request()).toEqual({ kind: 'permanent_permission' });
  });
});

describe('calls', () => {
  const miss = async () => {
    later(1000);
    await follow({ unansweredAt: clock.now() });
  };

  it('that nobody picks up are told at the second and at the fourth in a row', async () => {
    await reply({ isPermanent: true });
    for (let n = 0; n < 5; n += 1) await miss();
    expect(await messages()).toEqual([
      ['call.permission.nudge', 2],
      ['call.permission.nudge', 4],
    ]);
    expect(await ledgerOf()).toMatchObject({ isRevocationExpected: true });
    later(1000);
    await reply({ response: 'reject', source: 'automatic' });
    expect(await stateOf()).toBe('REVOKED');
  });

  it('that are picked up begin the row anew', async () => {
    await reply({ isPermanent: true });
    await miss();
    await follow({ connectedAt: clock.now(), windowOpenedAt: clock.now() });
    await miss();
    expect(await messages()).toEqual([]);
    const { unanswered, windowEndsAt } = await ledgerOf();
    expect(unanswered).toHaveLength(1);
    expect(windowEndsAt).not.toBeNull();
  });
});

describe("Meta's figure", () => {
  const tell = async (status: 'NONE' | 'TEMPORARY' | 'PERMANENT', agoMs = 0) => {
    const askedAt = new Date(clock.nowMs() - agoMs);
    const taken = { ...(await pairOf()), figure: { status, limits: [] }, askedAt };
    return inTenant((tx) => takeMetaFigure(tx, { clock, doorbell: undefined }, taken));
  };

  it('wins, is told and is recorded where it differs', async () => {
    await reply({ isPermanent: true }, 10_000);
    await tell('PERMANENT');
    expect(await messages()).toEqual([]);
    await tell('NONE');
    expect(await stateOf()).toBe('REVOKED');
    expect(await messages()).toEqual([['call.permission.updated', undefined]]);
    const lines = await ownerQuery(
      `select detail from permission_entry where tenant_id = $1 and kind = 'RECONCILED'`,
      [world.acme.tenantId],
    );
    expect(lines).toEqual([{ detail: { status: 'NONE', previous: 'PERMANENT' } }]);
  });

  it('of before a decision changes nothing', async () => {
    await reply({ isPermanent: true });
    await tell('NONE', 5000);
    expect(await stateOf()).toBe('PERMANENT');
  });

  it('of a permission that nobody heard of is one', async () => {
    await tell('TEMPORARY');
    const { status, expiresAt } = await ledgerOf();
    expect(status).toBe('TEMPORARY');
    expect(Math.abs(expiresAt!.getTime() - clock.nowMs() - WEEK_MS)).toBeLessThan(2000);
  });
});
