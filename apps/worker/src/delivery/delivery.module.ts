import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import {
  AttemptDelivery,
  CALL_READER,
  type CallReader,
  ClaimLane,
  DeliverDue,
  EndpointHealth,
  FANOUT_CONFIG,
  type FanoutConfig,
  ResultWriter,
  WebhookSender,
} from '#patchbay/fanout';
import { type Clock, CLOCK, type Envelope, ENVELOPE, type Logger, LOGGER } from '#patchbay/kernel';
import { DeliverLiveProcessor, DeliverProcessor } from './deliver.processor.js';
import { DeliveryPoller } from './delivery-poller.js';
import { DeliveryRunner } from './delivery-runner.js';
import { HealthKeeper } from './health-keeper.js';

type ClaimTools = [TenantDatabase, Clock, Logger, FanoutConfig, CallReader, EndpointHealth];
type WriteTools = [TenantDatabase, Clock, FanoutConfig, EndpointHealth];
type AttemptTools = [Clock, Logger, Envelope, FanoutConfig, WebhookSender, ResultWriter];
type DeliverTools = [Clock, Logger, FanoutConfig, ClaimLane, AttemptDelivery];

/**
 * The delivery role of the worker: sends tenants' webhooks. `imports` holds the module that exports
 * CALL_READER, which is that of the calls.
 */
@Module({})
export class DeliveryModule {
  static register({ imports }: Required<Pick<ModuleMetadata, 'imports'>>): DynamicModule {
    return {
      module: DeliveryModule,
      imports,
      providers: [
        {
          provide: ClaimLane,
          inject: [TenantDatabase, CLOCK, LOGGER, FANOUT_CONFIG, CALL_READER, EndpointHealth],
          useFactory: (...[database, clock, logger, config, callReader, health]: ClaimTools) =>
            new ClaimLane({ database, clock, logger, config, callReader, health }),
        },
        {
          provide: ResultWriter,
          inject: [TenantDatabase, CLOCK, FANOUT_CONFIG, EndpointHealth],
          useFactory: (...[database, clock, config, health]: WriteTools) =>
            new ResultWriter({ database, clock, health, groupMs: config.FANOUT_GROUP_MS }),
        },
        {
          provide: AttemptDelivery,
          inject: [CLOCK, LOGGER, ENVELOPE, FANOUT_CONFIG, WebhookSender, ResultWriter],
          useFactory: (...[clock, logger, envelope, config, sender, writer]: AttemptTools) => {
            const failoverAfterMs = config.FANOUT_FAILOVER_AFTER_MS;
            return new AttemptDelivery({
              clock,
              logger,
              envelope,
              sender,
              writer,
              failoverAfterMs,
            });
          },
        },
        {
          provide: DeliverDue,
          inject: [CLOCK, LOGGER, FANOUT_CONFIG, ClaimLane, AttemptDelivery],
          useFactory: (...[clock, logger, config, claims, attempts]: DeliverTools) =>
            new DeliverDue({ clock, logger, config, claims, attempts }),
        },
        DeliveryRunner,
        DeliveryPoller,
        HealthKeeper,
        DeliverLiveProcessor,
        DeliverProcessor,
      ],
    };
  }
}
