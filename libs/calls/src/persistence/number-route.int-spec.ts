import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import {
  type TestTenant,
  type TwoTenants,
  twoTenants,
} from '../../../../test/support/two-tenants.js';
import { type CallerList, routeInput } from './number-route.repository.js';

const NOW = new Date('2026-11-23T12:30:00Z');

let context: INestApplicationContext;
let world: TwoTenants;

beforeAll(async () => {
  context = await createTestContext([]);
  world = await twoTenants(context);
  for (const { tenantId, numbers } of [world.acme, world.globex]) {
    await ownerQuery(
      `insert into number_route (tenant_id, number_id, plan, version, updated_at)
       values ($1, $2, '{}', 1, $3)`,
      [tenantId, numbers[0]!.id, NOW],
    );
  }
});
afterAll(() => context.close());

/** Somebody whom the tenant knows under two ids, each with a row; `root` is the row that counts. */
async function twoIds({ tenantId }: TestTenant): Promise<{ root: string; younger: string }> {
  const [root, younger] = [randomUUID(), randomUUID()];
  for (const [id, into] of [
    [root, null],
    [younger, root],
  ]) {
    await ownerQuery(
      `insert into consumer (tenant_id, id, wa_hash, merged_into, created_at)
       values ($1, $2, $3, $4, $5)`,
      [tenantId, id, id, into, NOW],
    );
  }
  return { root, younger };
}

async function list({ tenantId, numbers }: TestTenant, consumerId: string, as: CallerList) {
  await ownerQuery(
    `insert into number_route_caller (tenant_id, number_id, consumer_id, list, created_at)
     values ($1, $2, $3, $4, $5)`,
    [tenantId, numbers[0]!.id, consumerId, as, NOW],
  );
}

const listOf = (tenant: TestTenant, consumerId: string) =>
  context
    .get(TenantDatabase)
    .run(tenant.context, (tx) => routeInput(tx, tenant.numbers[0]!.id, consumerId))
    .then((input) => input?.callerList);

describe('a caller with two ids', () => {
  it.each(['root', 'younger'] as const)('is listed by both when the %s one is', async (listed) => {
    const ids = await twoIds(world.acme);
    await list(world.acme, ids[listed], 'ALLOWED');
    expect(await listOf(world.acme, ids.root)).toBe('ALLOWED');
    expect(await listOf(world.acme, ids.younger)).toBe('ALLOWED');
    expect(await listOf(world.globex, ids.root)).toBeNull();
  });

  it('is blocked when one of them is', async () => {
    const ids = await twoIds(world.globex);
    await list(world.globex, ids.root, 'ALLOWED');
    await list(world.globex, ids.younger, 'BLOCKED');
    expect(await listOf(world.globex, ids.root)).toBe('BLOCKED');
    expect(await listOf(world.globex, ids.younger)).toBe('BLOCKED');
  });
});
