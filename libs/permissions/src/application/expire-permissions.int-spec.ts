import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type { Consumers } from '#patchbay/calls';
import { TenantDatabase, type TenantTransaction } from '#patchbay/database';
import { createLogger, type SystemClock, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import { SystemDatabase } from '../../../database/src/system-database.js';
import { openConsumerWorld } from '../../../../test/support/consumer-world.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import type { TestTenant, TwoTenants } from '../../../../test/support/two-tenants.js';
import { DuePermissions } from '../persistence/due-permissions.js';
import { applyPermissionEvent } from './apply-permission-event.js';
import { ExpirePermissions } from './expire-permissions.js';

const WEEK_MS = 604_800_000;

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

const sweeper = (): ExpirePermissions =>
  new ExpirePermissions({
    due: new DuePermissions(context.get(SystemDatabase)),
    database: context.get(TenantDatabase),
    clock,
    logger: createLogger({ name: 'test', level: 'silent' }),
    doorbell: undefined,
  });
const inTenant = <T>(tenant: TestTenant, work: (tx: TenantTransaction) => Promise<T>): Promise<T> =>
  context.get(TenantDatabase).run(systemTenantContext(tenant.tenantId, 'test'), work);

/** Somebody lets a number call until `endsInMs`, for good without it. */
async function grant(tenant: TestTenant, endsInMs?: number, waId = '254700000301'): Promise<Date> {
  const endsAt = new Date(Math.ceil((clock.nowMs() + (endsInMs ?? 0)) / 1000) * 1000);
  await inTenant(tenant, async (tx) => {
    const consumerId = await consumers.ensure(tx, tenant.tenantId, { waId });
    const detail = {
      kind: 'messages.call_permission_reply' as const,
      messageId: `wamid.${uuidv7(clock)}`,
      response: 'accept' as const,
      ...(endsInMs === undefined ? { isPermanent: true } : { expiresAtMs: endsAt.getTime() }),
    };
    const numberId = tenant.numbers[0]!.id;
    const event = { detail, numberId, consumerId, toldAt: clock.now(), toldBy: uuidv7(clock) };
    return applyPermissionEvent(tx, event, clock);
  });
  return endsAt;
}
const passTo = (at: Date): void => {
  clock.setOffset(at.getTime() - Date.now());
};
interface Told {
  readonly state: string;
  readonly previousState: string;
  readonly next: string;
  readonly occurredAt: Date;
}
const told = async ({ tenantId }: TestTenant): Promise<Told[]> => {
  const rows = await ownerQuery<{ payload: Told; occurred_at: Date }>(
    `select payload, occurred_at from message where tenant_id = $1
        and event_type = 'call.permission.updated' order by id`,
    [tenantId],
  );
  return rows.map(({ payload, occurred_at: occurredAt }) => ({ ...payload, occurredAt }));
};

it('a temporary permission is told EXPIRED at its second, and not before', async () => {
  const endsAt = await grant(world.acme, WEEK_MS);
  passTo(new Date(endsAt.getTime() - 5000));
  await sweeper().execute();
  expect(await told(world.acme)).toEqual([]);
  passTo(endsAt);
  await sweeper().execute();
  expect(await told(world.acme)).toMatchObject([
    { state: 'EXPIRED', previousState: 'TEMPORARY', next: 'MAY_REQUEST', occurredAt: endsAt },
  ]);
  expect(await told(world.globex)).toEqual([]);
  const lines = await ownerQuery(
    `select kind, occurred_at from permission_entry where tenant_id = $1 and kind = 'EXPIRED'`,
    [world.acme.tenantId],
  );
  expect(lines).toEqual([{ kind: 'EXPIRED', occurred_at: endsAt }]);
});

it('an end is told once, whoever sweeps, and also when nobody swept for days', async () => {
  const ends = [
    await grant(world.acme, WEEK_MS),
    await grant(world.acme, WEEK_MS / 2, '254700000302'),
    await grant(world.globex, WEEK_MS / 2),
  ];
  passTo(new Date(ends[0]!.getTime() + 3 * 86_400_000));
  const sweepers = [sweeper(), sweeper(), sweeper()];
  await Promise.all(sweepers.map((each) => each.execute()));
  await sweeper().execute();
  const times = (await told(world.acme)).map(({ occurredAt }) => occurredAt);
  expect(times).toEqual([ends[1], ends[0]]);
  expect(await told(world.globex)).toHaveLength(1);
});

it('what was allowed anew, or for good, has no end, and a longer permission ends later', async () => {
  await grant(world.acme, 60_000);
  await grant(world.globex, 60_000);
  clock.setOffset(1000);
  await grant(world.acme);
  const endsAt = await grant(world.globex, 120_000);
  clock.setOffset(90_000);
  await sweeper().execute();
  expect([await told(world.acme), await told(world.globex)]).toEqual([[], []]);
  passTo(endsAt);
  await sweeper().execute();
  expect(await told(world.acme)).toEqual([]);
  expect(await told(world.globex)).toMatchObject([{ state: 'EXPIRED', occurredAt: endsAt }]);
});

it('an end that cannot be entered keeps none of the others from being told', async () => {
  const endsAt = await grant(world.acme, 60_000);
  await grant(world.globex, 50_000);
  await ownerQuery(
    `update call_permission set meta_figure = '{"limits": 7}', meta_asked_at = now()
      where tenant_id = $1`,
    [world.globex.tenantId],
  );
  passTo(endsAt);
  await sweeper().execute();
  expect(await told(world.acme)).toHaveLength(1);
  expect(await told(world.globex)).toEqual([]);
});
