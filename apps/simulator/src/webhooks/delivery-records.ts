import type { WebhookKind } from './webhook-faults.js';

export type DeliveryState = 'pending' | 'acknowledged' | 'failed';

/** What became of one webhook at one app. Times are wall times in milliseconds. */
export interface DeliveryRecord {
  readonly id: string;
  readonly wacid: string | undefined;
  readonly field: string;
  readonly kind: WebhookKind;
  readonly appKey: string;
  readonly createdMs: number;
  /** Pending until a 200, failed when it was given up. */
  state: DeliveryState;
  /** Where the last attempt went. */
  url: string | undefined;
  attempts: number;
  /** Of the last attempt; undefined when there was no answer. */
  lastStatus: number | undefined;
  /** How long the last attempt took. */
  answeredInMs: number | undefined;
  firstSentMs: number | undefined;
  deliveredMs: number | undefined;
  /** How many changes travelled in the same POST. */
  batchSize: number;
}

/** The bytes of a delivery, to send them again. */
export interface SentBody {
  readonly url: string;
  readonly body: Buffer;
  readonly signature: string;
}

export interface DeliveryCounts {
  readonly total: number;
  readonly pending: number;
  readonly acknowledged: number;
  readonly failed: number;
  /** POSTs made, repetitions and all apps together. */
  readonly posts: number;
  /** How long receivers took to answer 200, in milliseconds. */
  readonly answerMs: {
    readonly median: number | null;
    readonly p99: number | null;
    readonly max: number | null;
    /** The share that took longer than a second; Meta recommends less than 0.01. */
    readonly overOneSecond: number;
  };
}

const KEPT_RECORDS = 5000;
const KEPT_ANSWERS = 10_000;

/** The latest deliveries, and counts of all since the beginning. */
export class DeliveryRecords {
  readonly #records = new Map<string, DeliveryRecord>();
  readonly #bodies = new Map<string, SentBody>();
  readonly #answers = new Float64Array(KEPT_ANSWERS);
  readonly #counts = { total: 0, pending: 0, acknowledged: 0, failed: 0, posts: 0 };

  /** The oldest first. */
  get all(): DeliveryRecord[] {
    return [...this.#records.values()];
  }

  find(id: string): DeliveryRecord | undefined {
    return this.#records.get(id);
  }

  bodyOf(id: string): SentBody | undefined {
    return this.#bodies.get(id);
  }

  add(
    parts: Pick<DeliveryRecord, 'wacid' | 'field' | 'kind' | 'appKey' | 'createdMs'>,
  ): DeliveryRecord {
    this.#counts.total += 1;
    this.#counts.pending += 1;
    const record: DeliveryRecord = {
      id: `wh_${this.#counts.total}`,
      ...parts,
      state: 'pending',
      url: undefined,
      attempts: 0,
      lastStatus: undefined,
      answeredInMs: undefined,
      firstSentMs: undefined,
      deliveredMs: undefined,
      batchSize: 1,
    };
    this.#records.set(record.id, record);
    if (this.#records.size > KEPT_RECORDS) this.#forgetOldest();
    return record;
  }

  keepBody(record: DeliveryRecord, sent: SentBody): void {
    if (this.#records.has(record.id)) this.#bodies.set(record.id, sent);
  }

  countPost(): void {
    this.#counts.posts += 1;
  }

  /** Notes the receiver's 200; a later one of the same webhook changes nothing. */
  acknowledge(record: DeliveryRecord, atMs: number): void {
    if (record.state !== 'pending') return;
    this.#answers[this.#counts.acknowledged % KEPT_ANSWERS] = record.answeredInMs ?? 0;
    record.deliveredMs = atMs;
    this.#settle(record, 'acknowledged');
  }

  giveUp(record: DeliveryRecord): void {
    this.#settle(record, 'failed');
  }

  counts(): DeliveryCounts {
    // Numbers of a typed array sort without a comparison in JavaScript: counts are asked often.
    const sorted = this.#answers.slice(0, this.#counts.acknowledged).sort();
    const at = (share: number): number | null =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
    const slow = sorted.filter((ms) => ms > 1000).length;
    return {
      ...this.#counts,
      answerMs: {
        median: at(0.5),
        p99: at(0.99),
        max: at(1),
        overOneSecond: sorted.length === 0 ? 0 : slow / sorted.length,
      },
    };
  }

  #settle(record: DeliveryRecord, state: 'acknowledged' | 'failed'): void {
    if (record.state !== 'pending') return;
    record.state = state;
    this.#counts.pending -= 1;
    this.#counts[state] += 1;
  }

  #forgetOldest(): void {
    const [oldest] = this.#records.keys();
    if (oldest === undefined) return;
    this.#records.delete(oldest);
    this.#bodies.delete(oldest);
  }
}
