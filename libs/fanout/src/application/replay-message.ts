import { Inject, Injectable } from '@nestjs/common';
import { type TenantTransaction, UseCases } from '#patchbay/database';
import { AppError, type Clock, CLOCK, type TenantContext } from '#patchbay/kernel';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import { messagesById } from '../persistence/message-list.repository.js';
import { replayTargets, type ReplayTarget, requeue } from '../persistence/replay.repository.js';
import { DELIVERY_DOORBELL, type DeliveryDoorbell } from './delivery-doorbell.port.js';

export interface ReplayMessageInput {
  readonly messageId: string;
  /** Without one: every endpoint that the message was for. */
  readonly endpointId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

export type ReplayMessageOutcome =
  | {
      readonly kind: 'replayed';
      /** At how many endpoints. */
      readonly count: number;
    }
  /** It is in line wherever it should go. */
  | { readonly kind: 'already_waiting'; readonly nextAttemptAt: Date }
  | { readonly kind: 'endpoint_disabled'; readonly endpointId: string }
  /** No endpoint got it or, where one is named, this one neither got it nor asks for its kind. */
  | { readonly kind: 'not_for_endpoint' };

type Chosen =
  | { readonly kind: 'chosen'; readonly endpointIds: readonly string[] }
  | Exclude<ReplayMessageOutcome, { kind: 'replayed' }>;

/** Where the message goes again, or why it does not. */
function choose(targets: readonly ReplayTarget[], isNamed: boolean): Chosen {
  const meant = targets.filter((target) => target.wasSentTo || (isNamed && target.isAskedFor));
  if (meant.length === 0) return { kind: 'not_for_endpoint' };
  const enabled = meant.filter(({ isEnabled }) => isEnabled);
  const [disabled] = meant;
  if (enabled.length === 0 && disabled !== undefined) {
    return { kind: 'endpoint_disabled', endpointId: disabled.endpointId };
  }
  const dueTimes = enabled.flatMap(({ dueAt }) => dueAt?.getTime() ?? []);
  if (dueTimes.length === enabled.length) {
    return { kind: 'already_waiting', nextAttemptAt: new Date(Math.min(...dueTimes)) };
  }
  const free = enabled.filter(({ dueAt }) => dueAt === null);
  return { kind: 'chosen', endpointIds: free.map(({ endpointId }) => endpointId) };
}

/** Sends a message again, to one endpoint or to all that it was for. */
@Injectable()
export class ReplayMessage {
  constructor(
    private readonly useCases: UseCases,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DELIVERY_DOORBELL) private readonly doorbell: DeliveryDoorbell,
  ) {}

  execute(
    tenant: TenantContext,
    { idempotencyKey, ...input }: ReplayMessageInput,
  ): Promise<ReplayMessageOutcome> {
    return this.useCases.change(
      {
        tenant,
        definition: FANOUT_USE_CASES.replayMessage,
        subjectId: input.messageId,
        idempotency: { key: idempotencyKey, input },
      },
      (tx) => this.#replay(tx, input),
    );
  }

  async #replay(
    tx: TenantTransaction,
    { endpointId: named, messageId }: ReplayMessageInput,
  ): Promise<ReplayMessageOutcome> {
    const [message] = await messagesById(tx, [messageId]);
    if (message === undefined) throw new AppError('NOT_FOUND', { what: 'message' });
    const targets = await replayTargets(tx, messageId, named);
    if (named !== undefined && targets.length === 0) {
      throw new AppError('NOT_FOUND', { what: 'endpoint' });
    }
    const chosen = choose(targets, named !== undefined);
    // Rolled back with the key and the audit row: the same request may succeed later.
    if (chosen.kind !== 'chosen') return tx.refuse(chosen);
    const now = this.clock.now();
    const asked = chosen.endpointIds.map((endpointId) => ({ messageId, endpointId }));
    const queued = await requeue(tx, asked, now);
    // Somebody else was faster.
    if (queued.length === 0) return tx.refuse({ kind: 'already_waiting', nextAttemptAt: now });
    const { tenantId } = tx;
    const { traceparent } = message;
    for (const { endpointId } of queued) {
      const ring = { tenantId, endpointId, isLive: false, traceparent };
      tx.afterCommit(() => {
        this.doorbell.ring(ring);
      });
    }
    return { kind: 'replayed', count: queued.length };
  }
}
