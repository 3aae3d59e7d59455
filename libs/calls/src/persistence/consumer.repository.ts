import type { Transaction } from '#patchbay/database';
import { uuidv7 } from '#patchbay/kernel';
import { linkLoose } from './consumer-links.repository.js';
import {
  type ConsumerKeys,
  type ConsumerToEnsure,
  findByHash,
  FoundConsumers,
  insertConsumers,
  orderOf,
  sealedFor,
  type Sought,
  soughtConsumer,
} from './consumer-rows.repository.js';

export {
  type ConsumerIdentity,
  type ConsumerKeys,
  type ConsumerPlace,
  type ConsumerRecord,
  findConsumers,
  lookupHash,
} from './consumer-rows.repository.js';

/** Looks for the consumer with an identity, undefined when nobody has heard of it; one statement. */
export async function seekConsumer(
  tx: Transaction,
  lookupKey: Buffer,
  consumer: ConsumerToEnsure,
): Promise<string | undefined> {
  const sought = soughtConsumer(lookupKey, consumer);
  const found = new FoundConsumers();
  found.add(await findByHash(tx, [sought]));
  return found.idOf(sought);
}

/**
 * The consumers with these identities in their order, made when new. Identity is kept here only,
 * encrypted; other rows hold the id. Works as `app` and, for ingest, as `system`; three statements
 * at most, however many there are, unless an identity joins ids that were known apart.
 */
export async function ensureConsumers(
  tx: Transaction,
  keys: ConsumerKeys,
  consumers: readonly ConsumerToEnsure[],
): Promise<string[]> {
  const { envelope, lookupKey, clock } = keys;
  const sought = consumers.map((consumer) => soughtConsumer(lookupKey, consumer));
  let found = new FoundConsumers();
  // In one order, so that two who make the same consumers wait for each other and do not deadlock.
  const missing = (): Sought[] =>
    [...new Map(sought.map((one) => [orderOf(one), one])).entries()]
      .filter(([, one]) => found.idOf(one) === undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, one]) => one);
  found.add(await findByHash(tx, missing()));
  const strangers = missing().map((one) => {
    const id = uuidv7(clock);
    const sealed = envelope.seal(JSON.stringify(one.identity), sealedFor(one.tenantId, id));
    return { ...one, id, sealed };
  });
  found.add(await insertConsumers(tx, strangers, clock.now()));
  found.add(await findByHash(tx, missing()));
  if (sought.some((one) => found.isLoose(one))) found = await linkLoose(tx, keys, sought, found);
  return sought.map((one) => {
    const id = found.idOf(one);
    if (id === undefined) throw new Error('a consumer is neither new nor there');
    return id;
  });
}
