import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { BillingModule } from '#patchbay/billing';
import { BillingWorld } from '#patchbay/billing/testing';
import { DatabaseModule, databaseConfigSchema } from '#patchbay/database';
import {
  createLogger,
  KernelModule,
  loadConfig,
  type ProcessConfig,
  type Secrets,
  type TenantContext,
} from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { UsageRater } from './usage-rater.js';

let world: BillingWorld;
let worker: INestApplicationContext;
const lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  world = await BillingWorld.open();
  await world.rateCard();
  const destination = { write: (line: string) => lines.push(JSON.parse(line)) };
  const logger = createLogger({ name: 'test', level: 'info', destination });
  const config = { DANGEROUS_EGRESS_ALLOW: [] } as unknown as ProcessConfig;
  const keyRing = { activeKek: 'k', keks: { k: Buffer.alloc(32) } };
  const secrets = { keyRing } as unknown as Secrets;
  const { database } = loadConfig({ database: databaseConfigSchema });
  @Module({
    imports: [
      KernelModule.forRoot({ clock: world.clock, logger, secrets, config }),
      await DatabaseModule.forRoot(database, world.clock, logger),
      BillingModule,
    ],
    providers: [UsageRater],
  })
  class WorkerRoot {}
  worker = await NestFactory.createApplicationContext(WorkerRoot, { logger: false });
});
afterAll(async () => {
  await worker.close();
  await world.close();
});

async function isRated(tenant: TenantContext, id: string): Promise<boolean> {
  const { items } = await world.listUsageRecords.execute(tenant, { first: 200 });
  return items.find((item) => item.id === id)?.isRated === true;
}

describe('UsageRater', () => {
  it('rates what calls used, of each tenant', async () => {
    const [acme, globex] = [await world.tenant('0.02'), await world.tenant('0.025')];
    const [a, b] = [await world.usage(acme), await world.usage(globex)];
    await eventually(async () => (await isRated(acme, a)) && (await isRated(globex, b)));
  });

  it('tells of what cannot be rated, and rates it when the price is there', async () => {
    const tenant = await world.tenant();
    const id = await world.usage(tenant);
    const told = () =>
      lines.filter((l) => l.msg === 'billing.usage_unrated' && l.usageRecordId === id);
    await eventually(() => told().length > 0);
    expect(told()[0]).toMatchObject({ level: 'error', reason: 'NO_TENANT_PRICE' });
    expect(await isRated(tenant, id)).toBe(false);
    await world.setTenantPrice.execute(world.finance, tenant.tenantId, {
      market: 'Rest of Africa',
      currency: 'USD',
      perMinute: '0.02',
      effectiveFrom: '2026-10-01',
    });
    await eventually(() => isRated(tenant, id));
    expect(told()).toHaveLength(1);
  });
});
