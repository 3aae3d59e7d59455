import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { type Clock, CLOCK, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import { type TwoTenants, twoTenants } from '../../../../test/support/two-tenants.js';
import { applyVolumeTier, type VolumeTierEvent } from './apply-volume-tier.js';

let context: INestApplicationContext;
let world: TwoTenants;

beforeAll(async () => {
  context = await createTestContext([]);
  world = await twoTenants(context);
});
afterAll(() => context.close());

const apply = (event: VolumeTierEvent, tenant = world.acme) =>
  context
    .get(TenantDatabase)
    .run(systemTenantContext(tenant.tenantId, 'test'), (tx) => applyVolumeTier(tx, event));

const reached = (tier: string, second: number, region = 'Kenya'): VolumeTierEvent => ({
  wabaId: world.acme.wabas[0]!.wabaId,
  category: 'CALLING',
  tier,
  effectiveMonth: '2026-10',
  region,
  toldAt: new Date(1_790_000_000_000 + second * 1000),
  toldBy: uuidv7(context.get<Clock>(CLOCK)),
});
const tiersOf = (tenantId: string) =>
  ownerQuery(
    `select effective_month, region, tier, lower_bound, upper_bound from volume_tier
      where tenant_id = $1 order by effective_month`,
    [tenantId],
  );

it('a tier is kept for its month, the last word counts, and it is one tenant’s', async () => {
  const late = reached('250001:', 2);
  expect(await apply(late)).toBe(true);
  expect(await apply(late)).toBe(true);
  expect(await apply(reached('50001:250000', 1))).toBe(true);
  const everywhere = reached('0:50000', 3, '');
  expect(await apply({ ...everywhere, effectiveMonth: '2026-11' })).toBe(true);
  expect(await tiersOf(world.acme.tenantId)).toEqual([
    {
      effective_month: '2026-10',
      region: 'Kenya',
      tier: '250001:',
      lower_bound: '250001',
      upper_bound: null,
    },
    {
      effective_month: '2026-11',
      region: '',
      tier: '0:50000',
      lower_bound: '0',
      upper_bound: '50000',
    },
  ]);
  expect(await tiersOf(world.globex.tenantId)).toEqual([]);
});

it('a tier of no month, or of no WABA, is not kept', async () => {
  const { wabaId, category, toldAt, toldBy } = reached('0:50000', 1);
  const timeless = { wabaId, category: category ?? '', tier: '0:50000', toldAt, toldBy };
  expect(await apply(timeless, world.globex)).toBe(false);
  expect(await apply({ ...reached('0:50000', 1), wabaId: null }, world.globex)).toBe(false);
  expect(await tiersOf(world.globex.tenantId)).toEqual([]);
});
