import type { Provider } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { type Clock, CLOCK, type Logger, LOGGER } from '#patchbay/kernel';
import { DELIVERY_DOORBELL, type DeliveryDoorbell } from './application/delivery-doorbell.port.js';
import { EmailHook } from './application/email-hook.js';
import { EndpointHealth } from './application/endpoint-health.js';
import { MeasureDeliveries } from './application/measure-deliveries.js';
import { SendEndpointEmails } from './application/send-endpoint-emails.js';
import { FANOUT_CONFIG, type FanoutConfig } from './fanout.config.js';
import { DeliveryBacklogTable } from './persistence/delivery-backlog.js';
import { DueEmailsTable } from './persistence/due-emails.js';
import { SickEndpointsTable } from './persistence/sick-endpoints.js';

type HealthTools = [Clock, Logger, FanoutConfig, DeliveryDoorbell, SickEndpointsTable];
type EmailTools = [DueEmailsTable, TenantDatabase, FanoutConfig, Clock, Logger];

/** What keeps endpoints apart from each other, and tells of those that fail. */
export const healthProviders: Provider[] = [
  SickEndpointsTable,
  DueEmailsTable,
  DeliveryBacklogTable,
  {
    provide: EndpointHealth,
    inject: [CLOCK, LOGGER, FANOUT_CONFIG, DELIVERY_DOORBELL, SickEndpointsTable],
    useFactory: (...[clock, logger, config, doorbell, sick]: HealthTools) =>
      new EndpointHealth({ clock, logger, config, doorbell, sick }),
  },
  {
    provide: SendEndpointEmails,
    inject: [DueEmailsTable, TenantDatabase, FANOUT_CONFIG, CLOCK, LOGGER],
    useFactory: (...[table, database, config, clock, logger]: EmailTools) => {
      const hook = new EmailHook(config);
      return new SendEndpointEmails({ table, database, hook, config, clock, logger });
    },
  },
  MeasureDeliveries,
];
