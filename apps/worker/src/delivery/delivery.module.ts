import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import {
  AttemptDelivery,
  DeliverDue,
  FANOUT_CONFIG,
  type FanoutConfig,
  CALL_READER,
  type CallReader,
  WebhookSender,
} from '#patchbay/fanout';
import { type Clock, CLOCK, type Envelope, ENVELOPE, type Logger, LOGGER } from '#patchbay/kernel';
import { DeliverLiveProcessor, DeliverProcessor } from './deliver.processor.js';
import { DeliveryPoller } from './delivery-poller.js';
import { DeliveryRunner } from './delivery-runner.js';

type AttemptTools = [TenantDatabase, Clock, Logger, Envelope, CallReader, WebhookSender];
type DeliverTools = [TenantDatabase, Clock, Logger, FanoutConfig, AttemptDelivery];

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
          provide: AttemptDelivery,
          inject: [TenantDatabase, CLOCK, LOGGER, ENVELOPE, CALL_READER, WebhookSender],
          useFactory: (...tools: AttemptTools) => {
            const [database, clock, logger, envelope, callReader, sender] = tools;
            return new AttemptDelivery({ database, clock, logger, envelope, callReader, sender });
          },
        },
        {
          provide: DeliverDue,
          inject: [TenantDatabase, CLOCK, LOGGER, FANOUT_CONFIG, AttemptDelivery],
          useFactory: (...[database, clock, logger, config, attempts]: DeliverTools) =>
            new DeliverDue({ database, clock, logger, config, attempts }),
        },
        DeliveryRunner,
        DeliveryPoller,
        DeliverLiveProcessor,
        DeliverProcessor,
      ],
    };
  }
}
