import type { TenantTransaction } from '#patchbay/database';
import { encodeId, type Envelope } from '#patchbay/kernel';
import { findNumbersByIds } from '#patchbay/numbers';
import type { ExportedCall } from '../domain/call-export-format.js';
import type { CallToExport } from '../persistence/call-export-rows.repository.js';
import { type ConsumerIdentity, findConsumers } from '../persistence/consumer.repository.js';

/** As many consumers and numbers as are remembered between pages. */
const MOST_REMEMBERED = 5000;

interface NumberOfCall {
  readonly phoneNumberId: string;
  readonly displayPhoneNumber: string;
}

/** Adds to calls of one tenant their numbers and consumers, each read once. */
export class ExportedCalls {
  readonly #envelope: Envelope;
  readonly #consumers = new Map<string, ConsumerIdentity>();
  readonly #numbers = new Map<string, NumberOfCall>();

  constructor(envelope: Envelope) {
    this.#envelope = envelope;
  }

  async of(tx: TenantTransaction, calls: readonly CallToExport[]): Promise<ExportedCall[]> {
    await this.#learnConsumers(tx, calls);
    await this.#learnNumbers(tx, calls);
    return calls.map(({ numberId, consumerId, ...call }) => {
      const consumer = this.#consumers.get(consumerId ?? '');
      const number = this.#numbers.get(numberId);
      return {
        ...call,
        id: encodeId('call', call.id),
        phoneNumberId: number?.phoneNumberId ?? null,
        displayPhoneNumber: number?.displayPhoneNumber ?? null,
        consumerWaId: consumer?.waId ?? null,
        consumerUserId: consumer?.userId ?? null,
        consumerName: consumer?.name ?? null,
      };
    });
  }

  async #learnConsumers(tx: TenantTransaction, calls: readonly CallToExport[]): Promise<void> {
    if (this.#consumers.size > MOST_REMEMBERED) this.#consumers.clear();
    const ids = new Set(calls.flatMap(({ consumerId }) => consumerId ?? []));
    const unknown = [...ids].filter((id) => !this.#consumers.has(id));
    const found = await findConsumers(tx, this.#envelope, unknown);
    for (const { id, identity } of found) this.#consumers.set(id, identity);
  }

  async #learnNumbers(tx: TenantTransaction, calls: readonly CallToExport[]): Promise<void> {
    const ids = new Set(calls.map(({ numberId }) => numberId));
    const unknown = [...ids].filter((id) => !this.#numbers.has(id));
    if (unknown.length === 0) return;
    for (const number of await findNumbersByIds(tx, unknown)) this.#numbers.set(number.id, number);
  }
}
