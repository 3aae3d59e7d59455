import type { StateConnection } from '../connection/state-connection.js';
import { ACQUIRE, COUNT, RELEASE, RENEW, RESTORE } from './lease-scripts.js';

/** How long a lease lives unless its holder renews it; holders renew every third of it. */
export const LEASE_TTL_MS = 15_000;

/** A place with room for `limit` holders at once. Make its key with `tenantKey`. */
export interface LeasePool {
  readonly key: string;
  readonly limit: number;
}

/** What came of asking for a slot. */
export type LeaseOutcome =
  /** `counts` are the holders of each pool, this one included, in the order asked. */
  | { readonly kind: 'acquired'; readonly counts: readonly number[] }
  /** The first pool without room. A place frees itself in `retryAfterMs` at the latest, if at all. */
  | {
      readonly kind: 'full';
      readonly key: string;
      readonly limit: number;
      readonly count: number;
      readonly retryAfterMs: number | undefined;
    };

/**
 * Counts of things that are up (calls, say) that cannot leak: a slot is a lease that its holder
 * renews, not a number that somebody must remember to decrease. Several pools (a tenant's, a
 * number's) are taken together or not at all, in one script on Redis's own clock. Taking again what
 * one holds renews it. Let the holder's name carry the owner's epoch where an owner may be replaced:
 * a late release by the old owner then takes nothing from the new one. Everything throws
 * StateUnavailable when Redis is away.
 */
export class Leases {
  readonly #state: StateConnection;
  readonly #ttlMs: number;

  constructor(state: StateConnection, { ttlMs = LEASE_TTL_MS }: { ttlMs?: number } = {}) {
    this.#state = state;
    this.#ttlMs = ttlMs;
  }

  /** Takes one slot in every pool, or none. */
  async acquire(holder: string, pools: readonly LeasePool[]): Promise<LeaseOutcome> {
    const keys = pools.map((pool) => pool.key);
    assertOneSlot(keys);
    const reply = (await this.#state.runScript('leases.acquire', ACQUIRE, {
      keys,
      args: [holder, this.#ttlMs, ...pools.map((pool) => pool.limit)],
    })) as [0 | 1, ...number[]];
    if (reply[0] === 1) return { kind: 'acquired', counts: reply.slice(1) };
    const [, index = 1, count = 0, wait = -1] = reply;
    const pool = pools[index - 1];
    if (pool === undefined) throw new Error('the lease script named a pool that was not asked for');
    return { kind: 'full', ...pool, count, retryAfterMs: wait < 0 ? undefined : wait };
  }

  /** Prolongs the holder's leases. False when one of them had lapsed: nothing was changed. */
  async renew(holder: string, keys: readonly string[]): Promise<boolean> {
    assertOneSlot(keys);
    const args = [holder, this.#ttlMs];
    return (await this.#state.runScript('leases.renew', RENEW, { keys, args })) === 1;
  }

  /**
   * Takes the leases of something that is already up, whatever the limits say: what is up counts.
   * For rebuilding after Redis lost its content, and for a holder whose renewal came too late.
   */
  async restore(holder: string, keys: readonly string[]): Promise<void> {
    assertOneSlot(keys);
    await this.#state.runScript('leases.restore', RESTORE, { keys, args: [holder, this.#ttlMs] });
  }

  /** Gives the holder's leases back; how many it still had. */
  async release(holder: string, keys: readonly string[]): Promise<number> {
    assertOneSlot(keys);
    const released = await this.#state.runScript('leases.release', RELEASE, {
      keys,
      args: [holder],
    });
    return Number(released);
  }

  /** How many leases of the pool are held now. */
  async count(key: string): Promise<number> {
    return Number(await this.#state.runScript('leases.count', COUNT, { keys: [key], args: [] }));
  }
}

/** One script may touch several keys only when they share a hash tag, as a tenant's keys do. */
function assertOneSlot(keys: readonly string[]): void {
  const tags = new Set(keys.map((key) => /\{([^}]+)\}/.exec(key)?.[1]));
  if (tags.size !== 1 || tags.has(undefined)) {
    throw new Error('leases that are taken together need keys of one tenant: use tenantKey');
  }
}
