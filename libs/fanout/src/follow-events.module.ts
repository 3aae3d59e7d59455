import { type DynamicModule, Module, type OnModuleDestroy } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { type Clock, CLOCK, type Logger, LOGGER } from '#patchbay/kernel';
import { PubSub, StateConnection } from '#patchbay/state';
import { CALL_READER, type CallReader } from './application/call-reader.port.js';
import { FollowEvents } from './application/follow-events.js';

/** Tenants' events as they happen, for the process that has their sockets. */
@Module({})
export class FollowEventsModule implements OnModuleDestroy {
  constructor(private readonly follow: FollowEvents) {}

  static forRoot({ stateUrl }: { readonly stateUrl: string }): DynamicModule {
    return {
      module: FollowEventsModule,
      global: true,
      providers: [
        {
          provide: FollowEvents,
          inject: [TenantDatabase, CALL_READER, CLOCK, LOGGER, StateConnection],
          useFactory: async (
            ...parts: [TenantDatabase, CallReader, Clock, Logger, StateConnection]
          ) => {
            const [database, callReader, clock, logger, state] = parts;
            const pubSub = await PubSub.open({ url: stateUrl, logger, state });
            return new FollowEvents({ database, callReader, clock, logger, pubSub });
          },
        },
      ],
      exports: [FollowEvents],
    };
  }

  async onModuleDestroy(): Promise<void> {
    await this.follow.close();
  }
}
