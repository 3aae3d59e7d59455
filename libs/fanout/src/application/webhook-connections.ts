import type { LookupFunction } from 'node:net';
import { Pool } from 'undici';
import type { ResolvedTarget } from '#patchbay/kernel';

/** A connection that nobody uses is closed after this time, or earlier if the receiver says so. */
const IDLE_MS = 4000;
/** What was not used for so long is forgotten. */
const FORGET_MS = 60_000;
/** Receivers and addresses with connections at a time; beyond it the longest unused give way. */
const MOST = 4096;

export interface ConnectionTimes {
  readonly connectMs: number;
  readonly answerMs: number;
}

interface Kept {
  readonly pool: Pool;
  usedAtMs: number;
  underWay: number;
}

/** Answers every look-up with the address that was checked; the name is never resolved again. */
function pinnedTo(target: ResolvedTarget): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, [{ address: target.address, family: target.family }]);
    else callback(null, target.address, target.family);
  };
}

/**
 * Connections that are kept between attempts. They belong to one owner (an endpoint), one origin and
 * one checked address: an attempt whose name leads elsewhere by now finds none, and no endpoint gets
 * another's.
 */
export class WebhookConnections {
  readonly #kept = new Map<string, Kept>();
  readonly #times: ConnectionTimes;

  constructor(times: ConnectionTimes) {
    this.#times = times;
  }

  /** Runs one request on the connections to a checked address. */
  async use<Result>(
    to: { readonly owner: string; readonly url: URL; readonly target: ResolvedTarget },
    work: (pool: Pool, isFirstUse: boolean) => Promise<Result>,
  ): Promise<Result> {
    const key = `${to.owner} ${to.url.origin} ${to.target.address}`;
    const found = this.#kept.get(key);
    const kept = found ?? this.#open(key, to.url.origin, to.target);
    kept.underWay += 1;
    try {
      return await work(kept.pool, found === undefined);
    } finally {
      kept.underWay -= 1;
      kept.usedAtMs = performance.now();
      // The map's order is the order of use: whatever gives way is at its front.
      this.#kept.delete(key);
      this.#kept.set(key, kept);
    }
  }

  get size(): number {
    return this.#kept.size;
  }

  /** Ends all connections at once. */
  async close(): Promise<void> {
    const all = [...this.#kept.values()];
    this.#kept.clear();
    await Promise.all(all.map(({ pool }) => pool.destroy()));
  }

  #open(key: string, origin: string, target: ResolvedTarget): Kept {
    this.#forgetUnused();
    const pool = new Pool(origin, {
      connect: { lookup: pinnedTo(target), timeout: this.#times.connectMs },
      headersTimeout: this.#times.answerMs,
      bodyTimeout: this.#times.answerMs,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
    });
    const kept = { pool, usedAtMs: performance.now(), underWay: 0 };
    this.#kept.set(key, kept);
    return kept;
  }

  #forgetUnused(): void {
    const oldestMs = performance.now() - FORGET_MS;
    for (const [key, kept] of this.#kept) {
      const isOld = kept.usedAtMs < oldestMs;
      if (!isOld && this.#kept.size < MOST) break;
      if (kept.underWay > 0) continue;
      this.#kept.delete(key);
      // Nobody waits for it: its sockets are idle.
      void kept.pool.destroy();
    }
  }
}
