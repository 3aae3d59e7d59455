import { marketOf, recordUsage } from '#patchbay/billing';
import type { TenantTransaction } from '#patchbay/database';
import type { Clock, Envelope } from '#patchbay/kernel';
import { findConsumers } from '../persistence/consumer.repository.js';
import type { CallConsequence } from './call-consequence.js';
import type { CallFacts } from './call-start.js';

/** A call that ended after it was answered has used something: one record of it, for billing. */
export class UsageOfCall implements CallConsequence {
  readonly #clock: Clock;
  readonly #envelope: Envelope;

  constructor(clock: Clock, envelope: Envelope) {
    this.#clock = clock;
    this.#envelope = envelope;
  }

  async write(tx: TenantTransaction, { call }: CallFacts): Promise<void> {
    const { endedAt, billableSeconds, consumerId } = call;
    // Whoever placed or answered it pays Meta for it.
    if (call.control === 'FOREIGN') return;
    if (endedAt === null || billableSeconds === null) return;
    const [consumer] = await findConsumers(
      tx,
      this.#envelope,
      consumerId === null ? [] : [consumerId],
    );
    const who = { waId: consumer?.identity.waId ?? null, country: consumer?.country ?? null };
    await recordUsage(tx, this.#clock, {
      callId: call.id,
      numberId: call.numberId,
      consumerId,
      market: marketOf(who, endedAt) ?? null,
      direction: call.direction,
      answeredAt: call.answeredAt,
      endedAt,
      billableSeconds,
      traceparent: call.traceparent,
    });
  }
}
