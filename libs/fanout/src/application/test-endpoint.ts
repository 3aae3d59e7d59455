import { Inject, Injectable } from '@nestjs/common';
import { type TenantTransaction, UseCases } from '#patchbay/database';
import {
  AppError,
  badInput,
  type Clock,
  CLOCK,
  newTraceparent,
  type TenantContext,
} from '#patchbay/kernel';
import { EVENT_TYPE_NAMES, eventTypeFacts, isEventType } from '../domain/event-types.js';
import { exampleData } from '../domain/example-events.js';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import { findEndpoint } from '../persistence/endpoint.repository.js';
import { DELIVERY_DOORBELL, type DeliveryDoorbell } from './delivery-doorbell.port.js';
import { keepMessage } from './record-message.js';

export interface TestEndpointInput {
  readonly endpointId: string;
  /** Also one that the endpoint did not ask for. */
  readonly eventType: string;
  readonly idempotencyKey?: string | undefined;
}

export type TestEndpointOutcome =
  | { readonly kind: 'sent'; readonly messageId: string }
  /** Nothing is sent to a disabled endpoint. */
  | { readonly kind: 'endpoint_disabled' };

/**
 * Sends an example of an event to one endpoint, the way every message goes: kept, signed, retried,
 * with its attempts to read. The example says of itself that it is a test.
 */
@Injectable()
export class TestEndpoint {
  constructor(
    private readonly useCases: UseCases,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DELIVERY_DOORBELL) private readonly doorbell: DeliveryDoorbell,
  ) {}

  execute(
    tenant: TenantContext,
    { idempotencyKey: key, ...input }: TestEndpointInput,
  ): Promise<TestEndpointOutcome> {
    const definition = FANOUT_USE_CASES.testEndpoint;
    const call = { tenant, definition, subjectId: input.endpointId, idempotency: { key, input } };
    return this.useCases.change<TestEndpointOutcome>(call, (tx) => this.#send(tx, input));
  }

  async #send(
    tx: TenantTransaction,
    { endpointId, eventType: type }: TestEndpointInput,
  ): Promise<TestEndpointOutcome> {
    if (!isEventType(type)) {
      throw badInput('eventType', `must be one of ${EVENT_TYPE_NAMES.join(', ')}`);
    }
    const endpoint = await findEndpoint(tx, endpointId);
    if (endpoint === undefined) throw new AppError('NOT_FOUND', { what: 'endpoint' });
    if (endpoint.format === 'META' && !eventTypeFacts(type).hasMetaBody) {
      throw badInput('eventType', 'has no form of Meta, which is the format of this endpoint');
    }
    if (endpoint.status === 'DISABLED') {
      return tx.refuse({ kind: 'endpoint_disabled' } satisfies TestEndpointOutcome);
    }
    const now = this.clock.now();
    const messageId = await keepMessage(
      tx,
      this.clock,
      {
        type,
        callId: null,
        data: { ...exampleData(type, now), isTest: true },
        occurredAt: now,
        traceparent: newTraceparent(),
      },
      { doorbell: this.doorbell, onlyEndpointId: endpointId },
    );
    return { kind: 'sent', messageId };
  }
}
