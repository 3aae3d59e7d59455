import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Clock, Logger } from '#patchbay/kernel';
import { DatabasePools } from './connection/database-pools.js';
import type { DatabaseConfig } from './database.config.js';
import './entities.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { PlatformDatabase, StaffDatabase } from './platform-database.js';
import { SystemDatabase } from './system-database.js';
import { TenantDatabase } from './tenant-database.js';
import { PlatformRequests } from './use-case/platform-requests.js';
import { UseCases } from './use-case/use-case.js';

/** Opens the pools and gives the doors to them. Import it once, in a process's root module. */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly pools: DatabasePools) {}

  static async forRoot(
    config: DatabaseConfig,
    clock: Clock,
    logger: Logger,
  ): Promise<DynamicModule> {
    const pools = await DatabasePools.open(config, logger);
    const tenantDatabase = new TenantDatabase(pools);
    const systemDatabase = new SystemDatabase(pools);
    const platformDatabase = new PlatformDatabase(pools, clock);
    const providers = [
      { provide: DatabasePools, useValue: pools },
      { provide: TenantDatabase, useValue: tenantDatabase },
      { provide: SystemDatabase, useValue: systemDatabase },
      { provide: PlatformDatabase, useValue: platformDatabase },
      { provide: PlatformRequests, useValue: new PlatformRequests(platformDatabase, clock) },
      { provide: StaffDatabase, useValue: new StaffDatabase(pools, clock) },
      { provide: UseCases, useValue: new UseCases(tenantDatabase, clock) },
      { provide: OutboxRelay, useValue: new OutboxRelay(systemDatabase) },
    ];
    return { module: DatabaseModule, providers, exports: providers };
  }

  // Last of all: what closes before still writes.
  async onApplicationShutdown(): Promise<void> {
    await this.pools.close();
  }
}
