import { type StateConnection, tenantKey } from '#patchbay/state';
import {
  type Counter,
  COUNTERS,
  type Slot,
  type SlotCounts,
  type SlotLimits,
} from '../domain/slot.js';
import { DOUBT, RENEW, SETTLE, TAKE, TRUST } from './slot-scripts.js';

/** How long a lease holds unless it is renewed; the signalling leader renews every third of it. */
export const SLOT_TTL_MS = 15_000;
const AT_ONCE = 200;
const KEPT_MS = 25 * 3600 * 1000;

/** For whom is counted. */
export interface Pair {
  readonly tenantId: string;
  readonly numberId: string;
  readonly consumerId: string | null;
}

export type OpenSlot = Pick<Slot, 'callId' | 'numberId' | 'consumerId' | 'direction'>;

/** What came of asking the counters; `lost`: they cannot be relied on until they are made anew. */
export type TakeOutcome =
  { readonly kind: 'lost' } | ({ readonly kind: 'taken' | 'full' } & SlotCounts);

/** A call that has, or had, a lease. */
export interface Leased {
  readonly callId: string;
  readonly numberId: string;
  readonly consumerId: string;
}

export type SettledAs = 'hold' | 'commit' | 'end' | 'withdraw';

interface Ask {
  /** The call that takes a place; none to look only. */
  readonly callId?: string;
  readonly pair: Pair;
  readonly limits: SlotLimits;
  readonly now: Date;
}

const prefixOf = (tenantId: string): string => tenantKey(tenantId, 'admission');
const pairOf = ({ numberId, consumerId }: Omit<Pair, 'tenantId'>): string =>
  `${numberId}.${consumerId ?? 'nobody'}`;
/** A user's call keeps the pair busy but does not count in the window of the business. */
const nameInPair = ({ callId, direction }: OpenSlot): string =>
  direction === 'USER_INITIATED' ? `u${callId}` : callId;
const OF_USER = /^u/;

/** A lease names its call and its pair, so that it can be given back by whoever finds it run out. */
const leaseOf = (callId: string, { numberId, consumerId }: Omit<Pair, 'tenantId'>): string =>
  `${callId} ${numberId} ${consumerId ?? 'nobody'}`;

function leasedIn(lease: string): Leased {
  const [callId = '', numberId = '', consumerId = ''] = lease.split(' ');
  return { callId, numberId, consumerId };
}

/**
 * A call among those of its number. Redis searches a set of short names from end to end as long as it is
 * small; one with a name of more than 64 bytes is a tree from the beginning (zset-max-listpack-value).
 */
const placeOf = (callId: string, numberId: string): string => `${callId} ${numberId}`;

const markOf = (tenantId: string): string => `${prefixOf(tenantId)}:mark`;
const liveOf = (tenantId: string): string => `${prefixOf(tenantId)}:live`;

const keyOfPair = (pair: Pair, prefix = prefixOf(pair.tenantId)): string =>
  `${prefix}:pair:${pairOf(pair)}`;

function keysOf(pair: Pair, prefix = prefixOf(pair.tenantId)): string[] {
  const ofPair = keyOfPair(pair, prefix);
  const ofNumber = `${prefix}:number:${pair.numberId}`;
  return [
    `${prefix}:live`,
    `${ofNumber}:live`,
    `${ofPair}:live`,
    `${ofPair}:connected`,
    `${ofNumber}:starts`,
    `${prefix}:starts`,
  ];
}

/**
 * The counters of admission in Redis: all of a decision in one step. All of it can be made anew from
 * `call_slot`; a mark says that it is whole, and for which epoch. Everything throws StateUnavailable
 * when Redis is away.
 */
export class SlotCounters {
  readonly #state: StateConnection;
  readonly #ttlMs: number;
  #run: Promise<string> | undefined;

  constructor(state: StateConnection, { ttlMs = SLOT_TTL_MS }: { ttlMs?: number } = {}) {
    this.#state = state;
    this.#ttlMs = ttlMs;
    state.onReady(() => {
      this.#run = undefined;
    });
  }

  /** Takes a place in every counter or in none, or only looks. */
  async take({ callId, pair, limits, now }: Ask): Promise<TakeOutcome> {
    const { pairWindowMs, startsWindowMs } = limits;
    const nowMs = now.getTime();
    const prefix = prefixOf(pair.tenantId);
    const reply = (await this.#state.runScript('admission.take', TAKE, {
      keys: [`${prefix}:mark`, ...keysOf(pair, prefix)],
      args: [
        callId ?? '',
        leaseOf(callId ?? '', pair),
        await this.#redisRun(),
        this.#ttlMs,
        nowMs,
        nowMs - pairWindowMs,
        nowMs - startsWindowMs,
        ...COUNTERS.map((counter) => limits.limits[counter] ?? -1),
        placeOf(callId ?? '', pair.numberId),
      ],
    })) as string;
    const [taken, ...figures] = reply.split(' ');
    if (taken === '-1') return { kind: 'lost' };
    return { kind: taken === '1' ? 'taken' : 'full', ...countsIn(figures, limits) };
  }

  /** The calls of a pair that have a place. */
  async upOf(pair: Pair): Promise<string[]> {
    const key = `${keyOfPair(pair)}:live`;
    const names = await this.#state.run('admission.up', (redis) => redis.zrange(key, 0, -1));
    return names.map((name) => name.replace(OF_USER, ''));
  }

  /** Tells what a call came to. May be repeated. */
  async settle(tenantId: string, slot: Slot, as: SettledAs, now: Date): Promise<void> {
    await this.#state.runScript(
      'admission.settle',
      SETTLE,
      this.#settlement(tenantId, slot, as, now),
    );
  }

  /**
   * Renews the leases of open calls. Those that had none are returned, as after a flush, or for a call
   * of which Redis was never told.
   */
  async renew(
    tenantId: string,
    slots: readonly OpenSlot[],
  ): Promise<{ isTrusted: boolean; missing: OpenSlot[] }> {
    const missing: OpenSlot[] = [];
    let isTrusted = true;
    for (let first = 0; first < slots.length; first += AT_ONCE) {
      const part = slots.slice(first, first + AT_ONCE);
      const [trusted, ...places] = (await this.#state.runScript('admission.renew', RENEW, {
        keys: [markOf(tenantId), liveOf(tenantId)],
        args: [
          this.#ttlMs,
          prefixOf(tenantId),
          ...part.flatMap((slot) => [slot.callId, nameInPair(slot), slot.numberId, pairOf(slot)]),
        ],
      })) as number[];
      isTrusted = trusted === 1;
      missing.push(...places.flatMap((place) => part[place] ?? []));
    }
    return { isTrusted, missing };
  }

  /** From now on nothing is admitted. Gives the calls whose lease ran out, and those that have one. */
  async doubt(tenantId: string): Promise<{ lapsed: Leased[]; held: Leased[] }> {
    const [lapsed, held] = (await this.#state.runScript('admission.doubt', DOUBT, {
      keys: [markOf(tenantId), liveOf(tenantId)],
      args: [],
    })) as [string[], string[]];
    return { lapsed: lapsed.map(leasedIn), held: held.map(leasedIn) };
  }

  /** Takes leases back that are somebody else's by now: the call has another one. */
  async release(tenantId: string, leases: readonly Leased[]): Promise<void> {
    if (leases.length === 0) return;
    const names = leases.map((lease) => leaseOf(lease.callId, lease));
    await this.#state.run('admission.release', (redis) => redis.zrem(liveOf(tenantId), ...names));
  }

  /** Puts calls back as the database knows them, whatever the limits say. */
  async fill(tenantId: string, slots: readonly Slot[], now: Date): Promise<void> {
    for (let first = 0; first < slots.length; first += AT_ONCE) {
      const part = slots.slice(first, first + AT_ONCE);
      await Promise.all(
        part.map((slot) => this.settle(tenantId, slot, slot.endedAt ? 'end' : 'hold', now)),
      );
    }
  }

  /** From now on the counters can be relied on, for writers of this epoch. */
  async trust(tenantId: string, epoch: string): Promise<void> {
    await this.#state.runScript('admission.trust', TRUST, {
      keys: [markOf(tenantId)],
      args: [await this.#redisRun(), epoch],
    });
  }

  /** Which life of Redis this is: one that was restored from an old copy must not be believed. */
  #redisRun(): Promise<string> {
    this.#run ??= this.#state
      .run('admission.run', (redis) => redis.info('server'))
      .then((info) => /run_id:(\w+)/.exec(info)?.[1] ?? 'run')
      .catch((error: unknown) => {
        this.#run = undefined;
        throw error;
      });
    return this.#run;
  }

  #settlement(
    tenantId: string,
    slot: Slot,
    as: SettledAs,
    now: Date,
  ): { keys: string[]; args: (string | number)[] } {
    const isOfBusiness = slot.direction === 'BUSINESS_INITIATED';
    return {
      keys: keysOf({ ...slot, tenantId }),
      args: [
        slot.callId,
        nameInPair(slot),
        leaseOf(slot.callId, slot),
        this.#ttlMs,
        as,
        isOfBusiness ? (slot.committedAt?.getTime() ?? '') : '',
        isOfBusiness ? slot.startedAt.getTime() : '',
        now.getTime() - KEPT_MS,
        placeOf(slot.callId, slot.numberId),
      ],
    };
  }
}

/** Where the times of the windows stand in the reply. */
const WINDOWED: readonly Counter[] = ['pairConnected', 'numberStarts', 'tenantStarts'];

function countsIn([epoch = '', ...figures]: readonly string[], limits: SlotLimits): SlotCounts {
  const counts: Partial<Record<Counter, number>> = {};
  COUNTERS.forEach((counter, index) => {
    counts[counter] = Number(figures[index]);
  });
  const freeAt: Partial<Record<Counter, Date>> = {};
  WINDOWED.forEach((counter, index) => {
    const since = Number(figures[COUNTERS.length + index]);
    const windowMs = counter === 'pairConnected' ? limits.pairWindowMs : limits.startsWindowMs;
    if (since > 0) freeAt[counter] = new Date(since + windowMs);
  });
  return { epoch, counts: counts as Record<Counter, number>, freeAt };
}
