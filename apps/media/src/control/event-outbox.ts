import { randomInt } from 'node:crypto';
import type { Logger } from '#patchbay/kernel';
import { MAX_EVENTS_PER_BATCH, type MediaEvent, RpcError } from '#patchbay/rpc';

export interface EventOutboxOptions {
  /** Resolves once signalling has committed the events. */
  readonly deliver: (events: MediaEvent[]) => Promise<void>;
  readonly logger: Logger;
}

const GATHER_MS = 10;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5000;

/**
 * Events on their way to signalling, in order, in memory until they are acknowledged. A batch
 * leaves after 10 ms or when it is full; one that fails is sent again with backoff, as long as the
 * process lives. Its size is bounded by the calls: cut off from signalling they end after a minute.
 */
export class EventOutbox {
  readonly #options: EventOutboxOptions;
  readonly #events: MediaEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #retryMs = 0;
  #batchSize = MAX_EVENTS_PER_BATCH;
  #isClosed = false;

  constructor(options: EventOutboxOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#events.length;
  }

  push(event: MediaEvent): void {
    if (this.#isClosed) return;
    this.#events.push(event);
    const isFull = this.#events.length >= MAX_EVENTS_PER_BATCH;
    this.#schedule(isFull && this.#retryMs === 0 ? 0 : GATHER_MS);
  }

  /** Sends what is left, for at most `withinMs`; then gives up and takes nothing more. */
  async close(withinMs: number): Promise<void> {
    const endsAt = performance.now() + withinMs;
    this.#retryMs = 0;
    while (this.#events.length > 0 && performance.now() < endsAt) {
      clearTimeout(this.#timer);
      const left = this.#events.length;
      await Promise.race([this.#send(), this.#pause(endsAt - performance.now())]);
      if (this.#events.length === left) await this.#pause(Math.min(FIRST_RETRY_MS, withinMs));
    }
    this.#isClosed = true;
    clearTimeout(this.#timer);
    if (this.#events.length > 0) {
      this.#options.logger.warn({ count: this.#events.length }, 'media.events_lost');
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, Math.max(0, ms)).unref();
    });
  }

  #schedule(ms: number): void {
    if (this.#sending !== undefined || (this.#timer !== undefined && ms > 0)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), ms);
  }

  #send(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending ??= this.#sendBatch().finally(() => {
      this.#sending = undefined;
      if (this.#events.length > 0 && !this.#isClosed) this.#schedule(this.#retryMs);
    });
    return this.#sending;
  }

  async #sendBatch(): Promise<void> {
    const batch = this.#events.slice(0, this.#batchSize);
    if (batch.length === 0) return;
    try {
      await this.#options.deliver(batch);
      this.#events.splice(0, batch.length);
      this.#retryMs = 0;
      this.#batchSize = MAX_EVENTS_PER_BATCH;
    } catch (err) {
      this.#onFailure(batch, err);
    }
  }

  #onFailure(batch: readonly MediaEvent[], err: unknown): void {
    const isRefused = err instanceof RpcError && err.code === 'BAD_REQUEST';
    if (isRefused && batch.length > 1) {
      // One event is at fault: send singly, so that it does not hold the others up for ever.
      this.#batchSize = 1;
      this.#retryMs = 0;
      return;
    }
    if (isRefused) {
      const [event] = this.#events.splice(0, 1);
      this.#options.logger.error(
        { err, callId: event?.callId, kind: event?.kind },
        'media.event_refused',
      );
      return;
    }
    if (this.#retryMs === 0) this.#options.logger.warn({ err }, 'media.events_not_delivered');
    const next = Math.min(LONGEST_RETRY_MS, Math.max(FIRST_RETRY_MS, this.#retryMs * 2));
    this.#retryMs = randomInt(Math.ceil(next / 2), next + 1);
  }
}
