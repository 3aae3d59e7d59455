import type { SystemDatabase } from '../system-database.js';

export interface RelayedEvent {
  readonly tenantId: string;
  readonly id: string;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly traceparent: string | null;
  /** How often this process has failed to deliver it before. */
  readonly failures: number;
}

interface Row {
  readonly tenant_id: string;
  readonly id: string;
  readonly topic: string;
  readonly payload: Record<string, unknown>;
  readonly traceparent: string | null;
}

interface Failed {
  readonly failures: number;
  /** On the monotonic clock, milliseconds. */
  readonly retryAtMs: number;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** What is remembered beyond this is forgotten, oldest first: it is only tried sooner. */
const MAX_REMEMBERED = 10_000;

function pauseMs(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
}

/** Takes events out of the outbox and hands each to `deliver`, which must be idempotent by event id. */
export class OutboxRelay {
  readonly #database: SystemDatabase;
  readonly #failed = new Map<string, Failed>();

  constructor(database: SystemDatabase) {
    this.#database = database;
  }

  /**
   * Relays up to `limit` events of the topics and returns how many went. An event whose `deliver`
   * throws stays in the outbox and pauses, longer each time, so that it holds up no other. Several
   * relays may run: rows that another one holds are skipped.
   */
  async relay(
    topics: readonly string[],
    limit: number,
    deliver: (event: RelayedEvent) => Promise<void>,
  ): Promise<number> {
    return this.#database.run(async (tx) => {
      const rows = await tx.query<Row>(
        `select tenant_id, id, topic, payload, traceparent from outbox
          where relayed_at is null and topic = any($1) and id <> all($2::uuid[])
          order by id limit $3 for update skip locked`,
        [topics, this.#pausing(), limit],
      );
      const done: string[] = [];
      for (const row of rows) if (await this.#delivered(row, deliver)) done.push(row.id);
      await tx.execute(`update outbox set relayed_at = created_at where id = any($1::uuid[])`, [
        done,
      ]);
      return done.length;
    });
  }

  /** `deliver` has a transaction of its own, so its failure leaves this one as it was. */
  async #delivered(row: Row, deliver: (event: RelayedEvent) => Promise<void>): Promise<boolean> {
    const failures = this.#failed.get(row.id)?.failures ?? 0;
    try {
      const { tenant_id: tenantId, id, topic, payload, traceparent } = row;
      await deliver({ tenantId, id, topic, payload, traceparent, failures });
      this.#failed.delete(row.id);
      return true;
    } catch {
      // What went wrong is for `deliver` to tell: it knows the topic, and what somebody must do.
      this.#remember(row.id, failures + 1);
      return false;
    }
  }

  #remember(id: string, failures: number): void {
    this.#failed.delete(id);
    this.#failed.set(id, { failures, retryAtMs: performance.now() + pauseMs(failures) });
    const [oldest] = this.#failed.keys();
    if (this.#failed.size > MAX_REMEMBERED && oldest !== undefined) this.#failed.delete(oldest);
  }

  #pausing(): string[] {
    const nowMs = performance.now();
    return [...this.#failed].filter(([, { retryAtMs }]) => retryAtMs > nowMs).map(([id]) => id);
  }
}
