import { type Clock, type Envelope, type Logger, traceIdOf } from '#patchbay/kernel';
import type { JoinedAtSending } from '../domain/message-body.js';
import type { ClaimedDelivery, DeliveryEndpoint } from '../persistence/delivery.repository.js';
import { type DeliveryResult, resultOf } from './delivery-result.js';
import { type Sent, sendRound } from './failover.js';
import { signedRequest, type SignedRequest } from './signed-request.js';
import type { SendResult, WebhookSender } from './webhook-sender.js';
import type { ResultWriter } from './write-results.js';

export interface AttemptDeliveryParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly envelope: Envelope;
  readonly sender: WebhookSender;
  readonly writer: ResultWriter;
  /** How long the primary URL may take before the failover URL is tried as well, milliseconds. */
  readonly failoverAfterMs: number;
}

/** A claimed message with all that sending it needs. */
export interface Attempted {
  readonly tenantId: string;
  readonly endpoint: DeliveryEndpoint;
  readonly delivery: ClaimedDelivery;
  readonly joined: JoinedAtSending;
  /** The endpoint's circuit is open: only its failover URL may be asked. */
  readonly isPrimaryOut: boolean;
}

type TimedResult = SendResult & { readonly startedAt: Date };

/** Sends one claimed message once, by one way or two, and writes down what came of it. */
export class AttemptDelivery {
  readonly #parts: AttemptDeliveryParts;

  constructor(parts: AttemptDeliveryParts) {
    this.#parts = parts;
  }

  /** Throws when the result could not be written; the lease runs out and somebody sends again. */
  async execute(attempted: Attempted, shutdown: AbortSignal): Promise<void> {
    const { clock, writer } = this.#parts;
    const sent = await this.#send(attempted, shutdown);
    const result = resultOf(clock, attempted.delivery, sent);
    await writer.write(attempted.tenantId, result);
    this.#log(attempted.tenantId, result, sent);
  }

  async #send(attempted: Attempted, shutdown: AbortSignal): Promise<Sent[]> {
    const { endpoint, delivery, isPrimaryOut } = attempted;
    const request = this.#request(attempted);
    if (request === undefined) {
      const startedAt = this.#parts.clock.now();
      const reason = 'NOT_MADE' as const;
      return [{ target: 'PRIMARY', outcome: 'FAILED', reason, durationMs: 0, startedAt }];
    }
    const way = (url: string) => (superseded: AbortSignal) =>
      this.#post({ url, request, delivery, shutdown, superseded });
    const hasSecond = endpoint.failoverUrl !== null && canFailOver(delivery);
    return sendRound({
      primary: isPrimaryOut ? undefined : way(endpoint.url),
      failover: hasSecond ? way(endpoint.failoverUrl) : undefined,
      patienceMs: this.#parts.failoverAfterMs,
    });
  }

  async #post(post: {
    readonly url: string;
    readonly request: SignedRequest;
    readonly delivery: ClaimedDelivery;
    readonly shutdown: AbortSignal;
    readonly superseded: AbortSignal;
  }): Promise<TimedResult> {
    const { clock, sender } = this.#parts;
    const startedAt = clock.now();
    const { expiresAt, endpointId } = post.delivery;
    const result = await sender.send({
      ...post.request,
      url: new URL(post.url),
      owner: endpointId,
      // An answer after the message lost its worth is none.
      ...(expiresAt !== null && { withinMs: expiresAt.getTime() - startedAt.getTime() }),
      shutdown: post.shutdown,
      superseded: post.superseded,
    });
    return { ...result, startedAt };
  }

  /** Undefined when it cannot be made, which is our fault and no reason to stop at it for ever. */
  #request({ tenantId, endpoint, delivery, joined }: Attempted): SignedRequest | undefined {
    const { clock, envelope, logger } = this.#parts;
    const message = { ...delivery, id: delivery.messageId, tenantId };
    try {
      return signedRequest(envelope, endpoint, { message, joined, now: clock.now() });
    } catch (err) {
      const { messageId, endpointId } = delivery;
      logger.error({ err, tenantId, messageId, endpointId }, 'delivery.request_broke');
      return undefined;
    }
  }

  #log(tenantId: string, { delivery, fate }: DeliveryResult, sent: readonly Sent[]): void {
    const { logger } = this.#parts;
    for (const { target, outcome, reason, detail, statusCode, durationMs } of sent) {
      const fields = {
        tenantId,
        callId: delivery.callId,
        endpointId: delivery.endpointId,
        messageId: delivery.messageId,
        traceId: traceIdOf(delivery.traceparent),
        type: delivery.type,
        attempt: delivery.attempts + 1,
        target,
        outcome,
        reason,
        detail,
        statusCode,
        durationMs,
      };
      // A delivery is a row; a thousand lines a second would cost as much as sending them.
      if (outcome === 'DELIVERED') logger.debug(fields, 'delivery.attempted');
      else logger.info(fields, 'delivery.attempted');
    }
    if (fate.kind !== 'dead') return;
    const { endpointId, messageId, type } = delivery;
    logger.warn(
      { tenantId, endpointId, messageId, type, reason: fate.reason },
      'delivery.given_up',
    );
  }
}

/** Only what is worthless in a moment goes to the second URL; records wait for the first. */
export function canFailOver({ isLive, expiresAt }: ClaimedDelivery): boolean {
  return isLive && expiresAt !== null;
}
