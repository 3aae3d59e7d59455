import { Inject, Injectable } from '@nestjs/common';
import { type TenantTransaction, UseCases } from '#patchbay/database';
import { AppError, badInput, type Clock, CLOCK, type TenantContext } from '#patchbay/kernel';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import { type DeliveryId, isEndpointEnabled, requeue } from '../persistence/replay.repository.js';
import { DELIVERY_DOORBELL, type DeliveryDoorbell } from './delivery-doorbell.port.js';
import { type MessageFilterInput, messageSearch } from './list-messages.js';
import { isWanted, type MessageSearch, searchMessages } from './search-messages.js';

/** Most deliveries that one replay of a range puts in line. */
export const MAX_REPLAYED = 10_000;
/** Most messages that it looks at to find them. */
const LOOKS = 50_000;
/** How many are put in line by one statement. */
const CHUNK = 1000;

export interface ReplayMessagesInput {
  readonly filter: MessageFilterInput & { readonly from: Date };
  readonly idempotencyKey?: string | undefined;
}

export type ReplayMessagesOutcome =
  | {
      readonly kind: 'replayed';
      /** How many deliveries were put in line: one for each message and endpoint. */
      readonly count: number;
    }
  | { readonly kind: 'endpoint_disabled'; readonly endpointId: string }
  /** Nothing was put in line. */
  | { readonly kind: 'too_many'; readonly limit: number };

/**
 * Sends every message of a range again wherever it was delivered or given up; what waits already is
 * left out. All or nothing, so it is bounded: a longer range is cut into several by the caller.
 */
@Injectable()
export class ReplayMessages {
  constructor(
    private readonly useCases: UseCases,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DELIVERY_DOORBELL) private readonly doorbell: DeliveryDoorbell,
  ) {}

  execute(
    tenant: TenantContext,
    { idempotencyKey, filter }: ReplayMessagesInput,
  ): Promise<ReplayMessagesOutcome> {
    const search = messageSearch(filter);
    if (search.status === 'PENDING') {
      throw badInput('filter.status', 'must be DELIVERED or DEAD: what is PENDING is in line');
    }
    return this.useCases.change(
      {
        tenant,
        definition: FANOUT_USE_CASES.replayMessages,
        ...(search.endpointId !== undefined && { subjectId: search.endpointId }),
        idempotency: { key: idempotencyKey, input: filter },
      },
      (tx) => this.#replay(tx, search),
    );
  }

  async #replay(tx: TenantTransaction, search: MessageSearch): Promise<ReplayMessagesOutcome> {
    const { endpointId } = search;
    if (endpointId !== undefined) {
      const isEnabled = await isEndpointEnabled(tx, endpointId);
      if (isEnabled === undefined) throw new AppError('NOT_FOUND', { what: 'endpoint' });
      if (!isEnabled) return tx.refuse({ kind: 'endpoint_disabled', endpointId });
    }
    const deliveries = await this.#find(tx, search);
    if (deliveries === undefined) return tx.refuse({ kind: 'too_many', limit: MAX_REPLAYED });
    const queued: DeliveryId[] = [];
    const now = this.clock.now();
    for (let start = 0; start < deliveries.length; start += CHUNK) {
      queued.push(...(await requeue(tx, deliveries.slice(start, start + CHUNK), now)));
    }
    this.#ring(tx, queued);
    return { kind: 'replayed', count: queued.length };
  }

  /** The deliveries to repeat; undefined when they are more than one replay may take. */
  async #find(tx: TenantTransaction, search: MessageSearch): Promise<DeliveryId[] | undefined> {
    const bounds = { wanted: MAX_REPLAYED + 1, looks: LOOKS };
    const { found, nextBelowId } = await searchMessages(tx, search, bounds);
    const deliveries = found.flatMap((message) =>
      message.deliveries
        .filter((delivery) => delivery.status !== 'PENDING' && isWanted(search, delivery))
        .map(({ endpointId }) => ({ messageId: message.id, endpointId })),
    );
    const isComplete = nextBelowId === undefined && deliveries.length <= MAX_REPLAYED;
    return isComplete ? deliveries : undefined;
  }

  #ring(tx: TenantTransaction, queued: readonly DeliveryId[]): void {
    const { tenantId } = tx;
    for (const endpointId of new Set(queued.map((delivery) => delivery.endpointId))) {
      tx.afterCommit(() => {
        this.doorbell.ring({ tenantId, endpointId, isLive: false, traceparent: null });
      });
    }
  }
}
