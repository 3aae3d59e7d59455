import type { SimCall } from './call.js';
import type { BusinessNumber, Consumer } from './assets.js';

/** Ended calls are kept for whoever asks what happened. */
const KEPT_CALLS = 2000;

/** All calls, live and recently ended. */
export class CallRegistry {
  readonly #calls = new Map<string, SimCall>();

  get all(): SimCall[] {
    return [...this.#calls.values()];
  }

  get live(): SimCall[] {
    return this.all.filter((call) => call.isLive);
  }

  add(call: SimCall): void {
    this.#calls.set(call.wacid, call);
    if (this.#calls.size <= KEPT_CALLS) return;
    const oldest = this.all.find((kept) => !kept.isLive);
    if (oldest !== undefined) this.#calls.delete(oldest.wacid);
  }

  find(wacid: string): SimCall | undefined {
    return this.#calls.get(wacid);
  }

  /** Between one business number and one user there is at most one call. */
  liveBetween(number: BusinessNumber, consumer: Consumer): SimCall | undefined {
    return this.live.find(
      (call) =>
        call.number.phoneNumberId === number.phoneNumberId && call.consumer.waId === consumer.waId,
    );
  }
}
