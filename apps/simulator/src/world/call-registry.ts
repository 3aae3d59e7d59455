import type { BusinessNumber, Consumer } from './assets.js';
import type { SimCall } from './call.js';

/** Ended calls are kept for whoever asks what happened. */
const KEPT_CALLS = 2000;

function pairKey(number: BusinessNumber, consumer: Consumer): string {
  return `${number.phoneNumberId} ${consumer.waId}`;
}

/** All calls, live and recently ended, with an index for each question that every call asks. */
export class CallRegistry {
  readonly #calls = new Map<string, SimCall>();
  readonly #live = new Set<SimCall>();
  readonly #liveByPair = new Map<string, SimCall>();
  readonly #liveCounts = new Map<string, number>();
  /** In the order of their ends. */
  readonly #ended = new Set<string>();

  get all(): SimCall[] {
    return [...this.#calls.values()];
  }

  get live(): SimCall[] {
    return [...this.#live];
  }

  add(call: SimCall): void {
    const { consumer, number } = call;
    this.#calls.set(call.wacid, call);
    this.#live.add(call);
    this.#liveByPair.set(pairKey(number, consumer), call);
    this.#liveCounts.set(number.phoneNumberId, this.liveCount(number) + 1);
  }

  /** The call is over: it no longer counts, and is forgotten after 2000 others. */
  retire(call: SimCall): void {
    if (!this.#live.delete(call)) return;
    const { consumer, number } = call;
    this.#liveByPair.delete(pairKey(number, consumer));
    this.#liveCounts.set(number.phoneNumberId, this.liveCount(number) - 1);
    this.#ended.add(call.wacid);
    if (this.#ended.size <= KEPT_CALLS) return;
    const [oldest] = this.#ended;
    if (oldest === undefined) return;
    this.#ended.delete(oldest);
    this.#calls.delete(oldest);
  }

  find(wacid: string): SimCall | undefined {
    return this.#calls.get(wacid);
  }

  /** Calls of a number that are on, in both directions. */
  liveCount({ phoneNumberId }: BusinessNumber): number {
    return this.#liveCounts.get(phoneNumberId) ?? 0;
  }

  /** Between one business number and one user there is at most one call. */
  liveBetween(number: BusinessNumber, consumer: Consumer): SimCall | undefined {
    return this.#liveByPair.get(pairKey(number, consumer));
  }
}
