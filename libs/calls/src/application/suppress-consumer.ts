import { Inject, Injectable } from '@nestjs/common';
import { liftSuppression, saveSuppression, suppressionsOf } from '#patchbay/admission';
import { UseCases } from '#patchbay/database';
import {
  badInput,
  type Clock,
  CLOCK,
  type Envelope,
  ENVELOPE,
  type TenantContext,
} from '#patchbay/kernel';
import { CALL_USE_CASES } from '../calls.roles.js';
import { type ConsumerIdentity, findConsumers } from '../persistence/consumer.repository.js';
import { checkedConsumer, type ConsumerInput } from './checked-consumer.js';
import { Consumers } from './consumers.js';

export interface SuppressConsumerInput {
  readonly consumer: ConsumerInput;
  readonly reason: string;
  /** Null: without end. */
  readonly until: Date | null;
}

/** A consumer on the tenant's suppression list. */
export interface SuppressedConsumer {
  readonly consumer: ConsumerIdentity;
  readonly reason: string;
  readonly until: Date | null;
  readonly createdAt: Date;
}

/** A stretch of the list. */
export interface SuppressedPage {
  readonly items: readonly (SuppressedConsumer & { readonly id: string })[];
  readonly hasNextPage: boolean;
}

export type SuppressConsumerOutcome =
  | { readonly kind: 'suppressed'; readonly suppressed: SuppressedConsumer }
  /** `until` has passed: it would stop nothing. */
  | { readonly kind: 'over' };

export type LiftSuppressionOutcome =
  { readonly kind: 'lifted' } | { readonly kind: 'not_suppressed' };

const MAX_REASON = 200;

/** The tenant's list of consumers whom it does not call; they may call it. */
@Injectable()
export class SuppressConsumer {
  constructor(
    private readonly useCases: UseCases,
    private readonly consumers: Consumers,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
  ) {}

  execute(tenant: TenantContext, input: SuppressConsumerInput): Promise<SuppressConsumerOutcome> {
    const consumer = checkedConsumer(input.consumer);
    const { reason, until } = input;
    if (reason.trim() === '' || reason.length > MAX_REASON) {
      throw badInput('reason', `must say why, in at most ${MAX_REASON} characters`);
    }
    const createdAt = this.clock.now();
    if (until !== null && until <= createdAt) return Promise.resolve({ kind: 'over' });
    const definition = CALL_USE_CASES.suppressConsumer;
    return this.useCases.change<SuppressConsumerOutcome>({ tenant, definition }, async (tx) => {
      const consumerId = await this.consumers.ensure(tx, tx.tenantId, consumer);
      await saveSuppression(tx, this.clock, { consumerId, reason, until, createdAt });
      return { kind: 'suppressed', suppressed: { consumer, reason, until, createdAt } };
    });
  }

  /** Takes a consumer off the list. */
  lift(tenant: TenantContext, input: ConsumerInput): Promise<LiftSuppressionOutcome> {
    const consumer = checkedConsumer(input);
    const definition = CALL_USE_CASES.liftSuppression;
    return this.useCases.change<LiftSuppressionOutcome>({ tenant, definition }, async (tx) => {
      const consumerId = await this.consumers.ensure(tx, tx.tenantId, consumer);
      return { kind: (await liftSuppression(tx, consumerId)) ? 'lifted' : 'not_suppressed' };
    });
  }

  /** A page of who is on the list, the last added first, behind the entry `after`. */
  list(
    tenant: TenantContext,
    { first, after }: { readonly first: number; readonly after: string | undefined },
  ): Promise<SuppressedPage> {
    const definition = CALL_USE_CASES.readSuppressions;
    return this.useCases.read({ tenant, definition }, async (tx) => {
      const found = await suppressionsOf(tx, this.clock.now(), { limit: first + 1, after });
      const rows = found.slice(0, first);
      const ids = rows.map(({ consumerId }) => consumerId);
      const known = await findConsumers(tx, this.envelope, ids);
      const identities = new Map(known.map(({ id, identity }) => [id, identity]));
      const items = rows.map(({ consumerId, ...row }) => ({
        ...row,
        consumer: identities.get(consumerId) ?? {},
      }));
      return { items, hasNextPage: found.length > rows.length };
    });
  }
}
