import type { TenantTransaction } from '#patchbay/database';
import type { Envelope } from '#patchbay/kernel';
import type { ConsumerDirectory } from '#patchbay/permissions';
import { type ConsumerIdentity, findConsumers } from '../persistence/consumer.repository.js';
import type { Consumers } from './consumers.js';

/** Who consumers are, for the permissions to call them. */
export class KnownConsumers implements ConsumerDirectory {
  readonly #consumers: Consumers;
  readonly #envelope: Envelope;

  constructor(consumers: Consumers, envelope: Envelope) {
    this.#consumers = consumers;
    this.#envelope = envelope;
  }

  ensure(tx: TenantTransaction, tenantId: string, identity: ConsumerIdentity): Promise<string> {
    return this.#consumers.ensure(tx, tenantId, identity);
  }

  find(
    tx: TenantTransaction,
    tenantId: string,
    identity: ConsumerIdentity,
  ): Promise<string | undefined> {
    return this.#consumers.seek(tx, tenantId, identity);
  }

  async idsOf(
    tx: TenantTransaction,
    consumerIds: readonly string[],
  ): Promise<ReadonlyMap<string, ConsumerIdentity>> {
    const found = await findConsumers(tx, this.#envelope, consumerIds);
    return new Map(found.map(({ id, identity }) => [id, identity]));
  }
}
