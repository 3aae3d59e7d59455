import { marketOf } from '#patchbay/billing';
import type { Transaction } from '#patchbay/database';
import { placeOf } from '../domain/consumer-place.js';
import {
  type ConsumerIdentity,
  type ConsumerKeys,
  ensureConsumer,
} from '../persistence/consumer.repository.js';

/** Finds the consumers at the other end of calls, and makes those that are new. */
export class Consumers {
  readonly #keys: ConsumerKeys;

  constructor(keys: ConsumerKeys) {
    this.#keys = keys;
  }

  /** The consumer's id, in the caller's transaction of whichever role. */
  ensure(tx: Transaction, tenantId: string, identity: ConsumerIdentity): Promise<string> {
    const now = this.#keys.clock.now();
    const place = placeOf(identity, (who) => marketOf(who, now));
    return ensureConsumer(tx, this.#keys, tenantId, { identity, place });
  }
}
