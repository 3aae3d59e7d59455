import { randomUUID } from 'node:crypto';
import {
  databaseConfigSchema,
  DatabasePools,
  PlatformDatabase,
  TenantDatabase,
  UseCases,
} from '#patchbay/database';
import {
  createLogger,
  loadConfig,
  type StaffContext,
  type TenantContext,
  tenantContext,
  uuidv7,
} from '#patchbay/kernel';
import { FrozenClock } from '#patchbay/kernel/testing';
import { ImportRateCardLine } from '../application/import-rate-card-line.js';
import { ListUsageRecords } from '../application/list-usage-records.js';
import { RateUsage } from '../application/rate-usage.js';
import { recordUsage, type UsageOfCall } from '../application/record-usage.js';
import { SetTenantPrice } from '../application/set-tenant-price.js';

const REST_OF_AFRICA = { market: 'Rest of Africa', currency: 'USD', effectiveFrom: '2026-10-01' };

/** Billing on a real database, with a clock that stands still. */
export class BillingWorld {
  readonly clock = new FrozenClock();
  readonly finance: StaffContext = {
    actor: { kind: 'staff_client', id: 'finance', roles: ['BSP_FINANCE'] },
  };
  readonly tenantDatabase: TenantDatabase;
  readonly importRateCardLine: ImportRateCardLine;
  readonly setTenantPrice: SetTenantPrice;
  readonly rateUsage: RateUsage;
  readonly listUsageRecords: ListUsageRecords;
  readonly #platform: PlatformDatabase;

  private constructor(readonly pools: DatabasePools) {
    const { clock } = this;
    this.tenantDatabase = new TenantDatabase(pools);
    this.#platform = new PlatformDatabase(pools, clock);
    this.importRateCardLine = new ImportRateCardLine(this.#platform, clock);
    this.setTenantPrice = new SetTenantPrice(this.#platform, clock);
    this.rateUsage = new RateUsage(this.tenantDatabase, clock);
    this.listUsageRecords = new ListUsageRecords(new UseCases(this.tenantDatabase, clock));
  }

  static async open(): Promise<BillingWorld> {
    const { database } = loadConfig({ database: databaseConfigSchema });
    return new BillingWorld(
      await DatabasePools.open(database, createLogger({ name: 'test', level: 'silent' })),
    );
  }

  /** A new tenant that pays `perMinute` USD in the rest of Africa, or has no price. */
  async tenant(perMinute?: string): Promise<TenantContext> {
    const id = uuidv7(this.clock);
    await this.#platform.run({ actor: this.finance.actor, action: 'test' }, (tx) =>
      tx.query(
        `insert into tenant (id, key, name, status, cell, created_at)
         values ($1, $2, 'Test', 'ACTIVE', 'local', $3)`,
        [id, randomUUID(), this.clock.now()],
      ),
    );
    if (perMinute !== undefined) {
      await this.setTenantPrice.execute(this.finance, id, { ...REST_OF_AFRICA, perMinute });
    }
    return tenantContext(id, { kind: 'api_client', id: randomUUID(), roles: ['TENANT_FINANCE'] });
  }

  /** Meta's first tier for the rest of Africa. */
  async rateCard(): Promise<void> {
    await this.importRateCardLine.execute(this.finance, {
      ...REST_OF_AFRICA,
      minutesFrom: 0,
      perMinute: '0.0103',
      source: 'Meta, USD rate card',
    });
  }

  usage(tenant: TenantContext, usage: Partial<UsageOfCall> = {}): Promise<string> {
    return this.tenantDatabase.run(tenant, (tx) =>
      recordUsage(tx, this.clock, {
        callId: uuidv7(this.clock),
        numberId: uuidv7(this.clock),
        consumerId: null,
        market: 'Rest of Africa',
        direction: 'BUSINESS_INITIATED',
        answeredAt: this.clock.now(),
        endedAt: this.clock.now(),
        billableSeconds: 7,
        traceparent: null,
        ...usage,
      }),
    );
  }

  async close(): Promise<void> {
    await this.pools.close();
  }
}
