import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { saveSuppression, suppressionsOf } from '#patchbay/admission';
import { TenantDatabase, type TenantTransaction } from '#patchbay/database';
import { createLogger, type SystemClock, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import {
  applyPermissionEvent,
  followCall,
  ledgerAt,
  permissionLimitsOf,
  readPair,
  recordRequest,
} from '#patchbay/permissions';
import { SystemDatabase } from '../../../database/src/system-database.js';
import { openConsumerWorld } from '../../../../test/support/consumer-world.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import type { TestTenant, TwoTenants } from '../../../../test/support/two-tenants.js';
import { MergedConsumers } from '../persistence/merged-consumers.js';
import type { Consumers } from './consumers.js';
import { FoldConsumers } from './fold-consumers.js';

let context: INestApplicationContext;
let world: TwoTenants;
let clock: SystemClock;
let consumers: Consumers;
let people = 0;
let waId: string;
let userId: string;
/** The older row, by the number, and the younger one, by the user id. */
let older: string;
let younger: string;
/** Whether the calls of the tenant can be counted anew. */
let isCounted: boolean;

beforeAll(async () => {
  ({ context, world, clock, consumers } = await openConsumerWorld());
});
beforeEach(async () => {
  clock.setOffset(0);
  isCounted = true;
  people += 1;
  waId = `25470044${String(people).padStart(4, '0')}`;
  userId = `KE.44${people}`;
  older = await inTenant((tx) => consumers.ensure(tx, tx.tenantId, { waId }));
  younger = await inTenant((tx) => consumers.ensure(tx, tx.tenantId, { userId }));
  expect(older < younger).toBe(true);
});
afterAll(() => context.close());

const inTenant = <T>(
  work: (tx: TenantTransaction) => Promise<T>,
  tenant: TestTenant = world.acme,
): Promise<T> =>
  context.get(TenantDatabase).run(systemTenantContext(tenant.tenantId, 'test'), work);
const number = () => world.acme.numbers[0]!;
const second = (): void => {
  clock.setOffset(clock.offsetMs + 1000);
};
/** Meta names both ids together. */
const merge = () =>
  inTenant((tx) =>
    consumers.ensureAll(tx, [{ tenantId: tx.tenantId, identity: { waId, userId } }]),
  );
const fold = () =>
  new FoldConsumers({
    merged: new MergedConsumers(context.get(SystemDatabase)),
    database: context.get(TenantDatabase),
    clock,
    logger: createLogger({ name: 'test', level: 'silent' }),
    book: { recount: () => Promise.resolve(isCounted) },
  }).execute();

async function grant(consumerId: string, more: object = {}): Promise<void> {
  second();
  await inTenant((tx) => {
    const detail = {
      kind: 'messages.call_permission_reply' as const,
      messageId: `wamid.${uuidv7(clock)}`,
      response: 'accept' as const,
      ...more,
    };
    const event = { detail, numberId: number().id, consumerId, toldAt: clock.now(), toldBy: uuidv7(clock) }; // prettier-ignore
    return applyPermissionEvent(tx, event, clock);
  });
}
async function miss(consumerId: string, callId = uuidv7(clock)): Promise<void> {
  second();
  const step = { callId, wacid: null, traceparent: null, numberId: number().id, consumerId };
  await inTenant((tx) =>
    followCall(tx, { clock, doorbell: undefined }, { ...step, unansweredAt: clock.now() }),
  );
}
const request = (consumerId: string) =>
  inTenant((tx) =>
    recordRequest(tx, clock, {
      number: number(),
      consumerId,
      requestId: uuidv7(clock),
      form: 'FREE_FORM',
    }),
  );
const ledger = (consumerId: string) =>
  inTenant(async (tx) => {
    const record = await readPair(tx, { numberId: number().id, consumerId });
    const now = clock.now();
    return ledgerAt(record!, await permissionLimitsOf(tx, number().profile, now), now);
  });
interface Row {
  readonly consumer_id: string;
  readonly status: string;
}
const rows = () =>
  ownerQuery<Row>(
    `select consumer_id, status from call_permission where consumer_id = any($1::uuid[])`,
    [[older, younger]],
  );

it('grants and unanswered calls of both ids are one ledger, at once and after they are moved', async () => {
  await grant(older, { isPermanent: true });
  await miss(older);
  await miss(younger);
  await miss(younger);
  await merge();
  const before = [await ledger(older), await ledger(younger)];
  expect(before[0]!.unanswered).toHaveLength(3);
  expect(before[1]).toEqual(before[0]);
  await fold();
  expect(await rows()).toEqual([{ consumer_id: older, status: 'PERMANENT' }]);
  expect(await ledger(younger)).toEqual(before[0]);
  await miss(younger);
  expect(await ledger(older)).toMatchObject({ status: 'PERMANENT', isRevocationExpected: true });
  expect(await rows()).toHaveLength(1);
});

it('a grant of the younger id stays, and ends when it does', async () => {
  await inTenant((tx) => readPair(tx, { numberId: number().id, consumerId: older }));
  await miss(older);
  await grant(younger);
  const { expiresAt } = await ledger(younger);
  await merge();
  await fold();
  const [row] = await ownerQuery<{ expires_at: Date; is_expiry_due: boolean }>(
    `select expires_at, is_expiry_due from call_permission where consumer_id = $1`,
    [older],
  );
  expect(row).toEqual({ expires_at: expiresAt, is_expiry_due: true });
});

it('the budget of requests is what both have used', async () => {
  await request(younger);
  await merge();
  expect(await request(older)).toMatchObject({ kind: 'budget_used_up' });
  await fold();
  expect(await request(older)).toMatchObject({ kind: 'budget_used_up' });
  expect(await request(younger)).toMatchObject({ kind: 'budget_used_up' });
});

it('a call that is told again after the ids became one counts once', async () => {
  await grant(older, { isPermanent: true });
  const callId = uuidv7(clock);
  await miss(younger, callId);
  await merge();
  await miss(older, callId);
  expect((await ledger(older)).unanswered).toHaveLength(1);
  await fold();
  expect((await ledger(older)).unanswered).toHaveLength(1);
});

it('the place on the suppression list that holds longer holds', async () => {
  const list = () =>
    inTenant(async (tx) => {
      const all = await suppressionsOf(tx, clock.now(), { limit: 200, after: undefined });
      return all.filter(({ consumerId }) => [older, younger].includes(consumerId));
    });
  const createdAt = clock.now();
  const until = new Date(createdAt.getTime() + 60_000);
  await inTenant((tx) =>
    saveSuppression(tx, clock, { consumerId: older, reason: 'for a minute', until, createdAt }),
  );
  await inTenant((tx) =>
    saveSuppression(tx, clock, { consumerId: younger, reason: 'for good', until: null, createdAt }),
  );
  await merge();
  await fold();
  expect(await list()).toMatchObject([{ consumerId: older, reason: 'for good', until: null }]);
});

it('waits until the calls of both are counted as one’s', async () => {
  await miss(younger);
  await merge();
  isCounted = false;
  expect(await fold()).toBe(0);
  expect(await rows()).toMatchObject([{ consumer_id: younger }]);
  isCounted = true;
  expect(await fold()).toBe(1);
  expect(await rows()).toMatchObject([{ consumer_id: older }]);
});

it('is done once by several at a time, and never touches another tenant', async () => {
  const theirs = await inTenant(
    (tx) => consumers.ensure(tx, tx.tenantId, { userId }),
    world.globex,
  );
  await miss(younger);
  await merge();
  const moved = await Promise.all([fold(), fold(), fold()]);
  expect(moved.reduce((sum, one) => sum + one)).toBe(1);
  expect(await rows()).toMatchObject([{ consumer_id: older }]);
  const [row] = await ownerQuery<{ merged_into: string | null }>(
    `select merged_into from consumer where id = $1`,
    [theirs],
  );
  expect(row).toEqual({ merged_into: null });
});
