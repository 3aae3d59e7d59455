import type { DeliverySettings } from './delivery-settings.js';
import type { Parcel } from './envelope.js';

/** Meta's bodies stay below 3 MB; the rest is left for the envelope. */
export const MAX_BODY_BYTES = 3_000_000;
const ENVELOPE_BYTES = 300;

interface Batch<T extends Parcel> {
  readonly parcels: T[];
  bytes: number;
  readonly timer: NodeJS.Timeout;
}

/** Collects webhooks with the same destinations for a while, so that they share a POST. */
export class Batcher<T extends Parcel> {
  readonly #settings: DeliverySettings;
  readonly #deliver: (parcels: readonly T[]) => void;
  readonly #batches = new Map<string, Batch<T>>();

  constructor(settings: DeliverySettings, deliver: (parcels: readonly T[]) => void) {
    this.#settings = settings;
    this.#deliver = deliver;
  }

  /** With batching off it leaves at once, in this very turn. */
  add(destinations: string, parcel: T): void {
    const { batchMs, maxBatch } = this.#settings;
    if (batchMs === 0) {
      this.flush(destinations);
      this.#deliver([parcel]);
      return;
    }
    const bytes = Buffer.byteLength(JSON.stringify(parcel.webhook.value)) + ENVELOPE_BYTES;
    const waiting = this.#batches.get(destinations);
    if (waiting !== undefined && waiting.bytes + bytes >= MAX_BODY_BYTES) this.flush(destinations);
    const batch = this.#batches.get(destinations) ?? this.#open(destinations, batchMs);
    batch.parcels.push(parcel);
    batch.bytes += bytes;
    if (batch.parcels.length >= maxBatch) this.flush(destinations);
  }

  flush(destinations: string): void {
    const batch = this.#batches.get(destinations);
    if (batch === undefined) return;
    clearTimeout(batch.timer);
    this.#batches.delete(destinations);
    this.#deliver(batch.parcels);
  }

  close(): void {
    for (const { timer } of this.#batches.values()) clearTimeout(timer);
    this.#batches.clear();
  }

  #open(destinations: string, batchMs: number): Batch<T> {
    const timer = setTimeout(() => {
      this.flush(destinations);
    }, batchMs);
    const batch = { parcels: [], bytes: 0, timer };
    this.#batches.set(destinations, batch);
    return batch;
  }
}
