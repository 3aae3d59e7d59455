import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { metrics, systemTenantContext } from '#patchbay/kernel';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { type TwoTenants, twoTenants } from '../../../../test/support/two-tenants.js';
import { compareLimits, type LimitMismatch } from './compare-limits.js';

let context: INestApplicationContext;
let world: TwoTenants;
beforeAll(async () => {
  context = await createTestContext([]);
  world = await twoTenants(context);
});
afterAll(() => context.close());

const lines: object[] = [];
const logger = { warn: (...line: unknown[]) => lines.push(line) };
const compare = (limit: number, day = '2026-11-21'): Promise<LimitMismatch[]> =>
  context.get(TenantDatabase).run(systemTenantContext(world.acme.tenantId, 'test'), (tx) =>
    compareLimits(tx, { profile: 'PRODUCTION', at: new Date(`${day}T12:00:00Z`), logger }, [
      { action: 'start_call', period: 'PT24H', limit },
      { action: 'send_call_permission_request', period: 'P7D', limit: 2 },
      { action: 'something_new', period: 'PT1H', limit: 3 },
    ]),
  );

describe('limits that Meta states', () => {
  it('agree with our rows by the day: 5, 10 from October, 100 from December 2025', async () => {
    expect(await compare(100)).toEqual([]);
    expect(await compare(5, '2025-10-12')).toEqual([]);
    expect(await compare(10, '2025-10-13')).toEqual([]);
    expect(await compare(10, '2025-12-18')).toEqual([]);
  });

  it('are counted for an alert where our row has another figure', async () => {
    const mismatch = { name: 'pair_connected_calls', ours: 100, metas: 200 };
    expect(await compare(200)).toEqual([mismatch]);
    const { tenantId } = world.acme;
    const line = [{ tenantId, profile: 'PRODUCTION', ...mismatch }, 'limits.mismatch'];
    expect(lines).toEqual([line]);
    const text = await metrics.metrics();
    expect(text).toMatch(
      /patchbay_limit_policy_mismatches_total\{profile="PRODUCTION",limit="pair_connected_calls"\} 1/,
    );
    expect(text).toMatch(
      /patchbay_limit_policy_meta_value\{profile="PRODUCTION",limit="pair_connected_calls"\} 200/,
    );
  });

  it('are logged once in an hour for each figure of Meta’s', async () => {
    lines.length = 0;
    await compare(300, '2026-11-23');
    await compare(300, '2026-11-23');
    expect(lines).toHaveLength(1);
    await compare(301, '2026-11-23');
    await compare(300, '2026-11-24');
    expect(lines).toHaveLength(3);
  });
});
