import { type ConsumerSought, countryOfNumber } from '#patchbay/admission';
import { marketOf, type WhoIsCalled } from '#patchbay/billing';
import type { Transaction } from '#patchbay/database';
import { placeOf } from '../domain/consumer-place.js';
import { namedConsumer } from '../domain/named-consumer.js';
import { joinConsumers } from '../persistence/consumer-links.repository.js';
import {
  type ConsumerIdentity,
  type ConsumerKeys,
  ensureConsumers,
  lookupHash,
  seekConsumer,
} from '../persistence/consumer.repository.js';

/** Finds the consumers at the other end of calls, and makes those that are new. */
export class Consumers {
  readonly #keys: ConsumerKeys;

  constructor(keys: ConsumerKeys) {
    this.#keys = keys;
  }

  /** The id of a consumer whom a tenant names, in the caller's transaction. */
  async ensure(tx: Transaction, tenantId: string, identity: ConsumerIdentity): Promise<string> {
    const [id] = await this.named(tx, tenantId, [identity]);
    if (id === undefined) throw new Error('there is no consumer');
    return id;
  }

  /** The ids of consumers whom a tenant names, each by the id that counts (see namedConsumer). */
  named(
    tx: Transaction,
    tenantId: string,
    identities: readonly ConsumerIdentity[],
  ): Promise<string[]> {
    return this.ensureAll(
      tx,
      identities.map((identity) => ({ tenantId, identity: namedConsumer(identity) })),
    );
  }

  /** The consumer's id if it is known, for whoever only asks: nothing is written. */
  seek(tx: Transaction, tenantId: string, identity: ConsumerIdentity): Promise<string | undefined> {
    const named = this.#placed({ tenantId, identity: namedConsumer(identity) });
    return seekConsumer(tx, this.#keys.lookupKey, named);
  }

  /** The hashes by which a consumer's row is found. */
  hashesOf(tenantId: string, identity: ConsumerIdentity): ConsumerSought {
    const { lookupKey } = this.#keys;
    const { waId, userId } = namedConsumer(identity);
    return {
      waHash: lookupHash(lookupKey, tenantId, waId),
      userHash: lookupHash(lookupKey, tenantId, userId),
    };
  }

  /** The country of the full number in an identity; null when it has none. */
  countryIn(identity: ConsumerIdentity): string | null {
    return this.#placed({ identity }).place.country;
  }

  /**
   * The ids of consumers of any tenants as Meta names them, in their order, with a few statements for
   * all. Two ids that come together are those of one consumer from then on.
   */
  ensureAll(
    tx: Transaction,
    consumers: readonly { readonly tenantId: string; readonly identity: ConsumerIdentity }[],
  ): Promise<string[]> {
    return ensureConsumers(
      tx,
      this.#keys,
      consumers.map((one) => this.#placed(one)),
    );
  }

  /**
   * Two of the tenant's consumers are one user, now known as `current`: what holds for one of them,
   * limits and permissions included, holds for both (see aliasesOf).
   */
  async join(
    tx: Transaction,
    consumerIds: readonly [string, string],
    current: { readonly tenantId: string; readonly identity: ConsumerIdentity },
  ): Promise<void> {
    await joinConsumers(tx, this.#keys, { ...this.#placed(current), consumerIds });
  }

  #placed<One extends { readonly identity: ConsumerIdentity }>(one: One) {
    const now = this.#keys.clock.now();
    const place = placeOf(one.identity, {
      countryOf: countryOfNumber,
      marketOf: (who: WhoIsCalled) => marketOf(who, now),
    });
    return { ...one, place };
  }
}
