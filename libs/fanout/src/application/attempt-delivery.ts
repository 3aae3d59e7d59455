import { randomInt } from 'node:crypto';
import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import {
  type Clock,
  encodeId,
  type Envelope,
  type Logger,
  type TenantContext,
  traceIdOf,
  uuidv7,
} from '#patchbay/kernel';
import type { AttemptOutcome } from '../domain/attempt-outcome.js';
import { type JoinedAtSending, messageBody } from '../domain/message-body.js';
import { isExpired, nextAttemptAt } from '../domain/retry-schedule.js';
import { signedHeaders } from '../domain/signature.js';
import {
  type ClaimedDelivery,
  finishDelivery,
  insertAttempt,
  releaseDelivery,
  rescheduleDelivery,
} from '../persistence/delivery.repository.js';
import { openForEndpoint } from './endpoint-secret.js';
import type { CallReader } from './call-reader.port.js';
import type { SendResult, WebhookSender } from './webhook-sender.js';

export interface AttemptDeliveryParts {
  readonly database: TenantDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly envelope: Envelope;
  readonly callReader: CallReader;
  readonly sender: WebhookSender;
}

type Result = Omit<SendResult, 'outcome'> & { readonly outcome: AttemptOutcome };
/** What becomes of the due row: gone, put back as it was, or due again later. */
type Fate =
  | { readonly kind: 'finish' }
  | { readonly kind: 'release' }
  | { readonly kind: 'retry'; readonly attempts: number; readonly dueAt: Date };

const RANDOM_STEPS = 2 ** 32;
const random = (): number => randomInt(RANDOM_STEPS) / RANDOM_STEPS;

/** Sends one claimed message once and writes down what came of it. */
export class AttemptDelivery {
  readonly #parts: AttemptDeliveryParts;

  constructor(parts: AttemptDeliveryParts) {
    this.#parts = parts;
  }

  /**
   * Throws when the message could not be made or the result not be written; the lease then runs out
   * and somebody tries again.
   */
  async execute(
    tenant: TenantContext,
    delivery: ClaimedDelivery,
    shutdown: AbortSignal,
  ): Promise<AttemptOutcome> {
    const { clock, database } = this.#parts;
    const startedAt = clock.now();
    const result: Result = isExpired(delivery.expiresAt, startedAt)
      ? { outcome: 'EXPIRED', durationMs: 0 }
      : await this.#send(tenant, delivery, shutdown);
    const fate = this.#fateOf(delivery, result.outcome);
    await database.run(tenant, async (tx) => {
      await insertAttempt(tx, {
        id: uuidv7(clock),
        messageId: delivery.messageId,
        endpointId: delivery.endpointId,
        number: delivery.attempts + 1,
        outcome: result.outcome,
        statusCode: result.statusCode ?? null,
        durationMs: result.durationMs,
        responseExcerpt: result.excerpt ?? null,
        startedAt,
        target: 'PRIMARY',
        reason: null,
      });
      await this.#settle(tx, delivery, fate);
    });
    this.#log(tenant, delivery, result, fate);
    return result.outcome;
  }

  async #send(
    tenant: TenantContext,
    delivery: ClaimedDelivery,
    shutdown: AbortSignal,
  ): Promise<SendResult> {
    const { clock, envelope, sender } = this.#parts;
    const body = messageBody(
      { ...delivery, id: delivery.messageId, tenantId: tenant.tenantId },
      await this.#joinedAtSending(tenant, delivery),
    );
    const current = openForEndpoint(envelope, delivery.secretSealed, {
      tenantId: tenant.tenantId,
      endpointId: delivery.endpointId,
      column: 'secret_sealed',
    });
    return sender.send({
      url: new URL(delivery.url),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Patchbay-Webhooks/1.0',
        ...signedHeaders(
          { current },
          {
            messageId: encodeId('message', delivery.messageId),
            timestampSeconds: Math.floor(clock.nowMs() / 1000),
            body,
          },
        ),
      },
      body,
      shutdown,
    });
  }

  async #joinedAtSending(
    tenant: TenantContext,
    { callId, sdpKind }: ClaimedDelivery,
  ): Promise<JoinedAtSending> {
    const { callReader } = this.#parts;
    if (callId === null) return { sdp: undefined, consumer: undefined };
    return {
      sdp: sdpKind === null ? undefined : await callReader.read(tenant, callId, sdpKind),
      consumer: { ...(await callReader.readConsumer(tenant, callId)) },
    };
  }

  #fateOf(delivery: ClaimedDelivery, outcome: AttemptOutcome): Fate {
    if (outcome === 'DELIVERED' || outcome === 'EXPIRED') return { kind: 'finish' };
    if (outcome === 'ABORTED') return { kind: 'release' };
    const attempts = delivery.attempts + 1;
    const dueAt = nextAttemptAt({ ...delivery, attempts }, this.#parts.clock.now(), random);
    return dueAt === undefined ? { kind: 'finish' } : { kind: 'retry', attempts, dueAt };
  }

  async #settle(tx: TenantTransaction, delivery: ClaimedDelivery, fate: Fate): Promise<void> {
    if (fate.kind === 'finish') await finishDelivery(tx, delivery);
    else if (fate.kind === 'release') await releaseDelivery(tx, delivery);
    else await rescheduleDelivery(tx, delivery, fate);
  }

  #log(tenant: TenantContext, delivery: ClaimedDelivery, result: Result, fate: Fate): void {
    const { outcome, statusCode, durationMs, reason } = result;
    const fields = {
      tenantId: tenant.tenantId,
      callId: delivery.callId,
      endpointId: delivery.endpointId,
      messageId: delivery.messageId,
      traceId: traceIdOf(delivery.traceparent),
      type: delivery.type,
      attempt: delivery.attempts + 1,
      outcome,
      statusCode,
      durationMs,
      reason,
    };
    const isGivenUp = fate.kind === 'finish' && outcome !== 'DELIVERED';
    if (isGivenUp) this.#parts.logger.warn(fields, 'delivery.given_up');
    else this.#parts.logger.info(fields, 'delivery.attempted');
  }
}
