import { type DynamicModule, Module } from '@nestjs/common';
import { CreateEndpoint } from './application/create-endpoint.js';
import { DeleteEndpoint } from './application/delete-endpoint.js';
import { DELIVERY_DOORBELL } from './application/delivery-doorbell.port.js';
import { EndpointHealth } from './application/endpoint-health.js';
import { EnableEndpoint } from './application/enable-endpoint.js';
import { EndpointTargets } from './application/endpoint-targets.js';
import { FindDueEndpoints } from './application/find-due-endpoints.js';
import { FindEndpoint } from './application/find-endpoint.js';
import { MeasureDeliveries } from './application/measure-deliveries.js';
import { SendEndpointEmails } from './application/send-endpoint-emails.js';
import { ListAttempts } from './application/list-attempts.js';
import { ListEndpoints } from './application/list-endpoints.js';
import { ListMessages } from './application/list-messages.js';
import { QueueDoorbell } from './application/queue-doorbell.js';
import { RecoverEndpoint } from './application/recover-endpoint.js';
import { ReplayMessage } from './application/replay-message.js';
import { ReplayMessages } from './application/replay-messages.js';
import { ListEventTypes } from './application/list-event-types.js';
import { RotateEndpointSecret } from './application/rotate-endpoint-secret.js';
import { TestEndpoint } from './application/test-endpoint.js';
import { UpdateEndpoint } from './application/update-endpoint.js';
import { WebhookSender } from './application/webhook-sender.js';
import { FANOUT_CONFIG, type FanoutConfig } from './fanout.config.js';
import { healthProviders } from './health.providers.js';
import { DueEndpointsTable } from './persistence/due-endpoints.js';

const EXPORTED = [
  CreateEndpoint,
  UpdateEndpoint,
  DeleteEndpoint,
  RotateEndpointSecret,
  EnableEndpoint,
  TestEndpoint,
  FindEndpoint,
  ListEventTypes,
  ListEndpoints,
  ListMessages,
  ListAttempts,
  ReplayMessage,
  ReplayMessages,
  RecoverEndpoint,
  FindDueEndpoints,
  WebhookSender,
];

const HEALTH = [EndpointHealth, SendEndpointEmails, MeasureDeliveries];

/**
 * Endpoints, messages for them, and the doorbell. Import it once, in a process's root, beside the
 * kernel, database and queue modules; it is global there. Sending needs the SDP of calls as well, so
 * the delivery role makes `DeliverDue` itself.
 */
@Module({})
export class FanoutModule {
  static forRoot(config: FanoutConfig): DynamicModule {
    return {
      module: FanoutModule,
      global: true,
      providers: [
        { provide: FANOUT_CONFIG, useValue: config },
        { provide: DELIVERY_DOORBELL, useClass: QueueDoorbell },
        EndpointTargets,
        DueEndpointsTable,
        ...healthProviders,
        ...EXPORTED,
      ],
      exports: [FANOUT_CONFIG, DELIVERY_DOORBELL, ...HEALTH, ...EXPORTED],
    };
  }
}
