import type { SystemDatabase } from '../system-database.js';

export interface RelayedEvent {
  readonly tenantId: string;
  readonly id: string;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly traceparent: string | null;
}

interface Row {
  readonly tenant_id: string;
  readonly id: string;
  readonly topic: string;
  readonly payload: Record<string, unknown>;
  readonly traceparent: string | null;
}

/** Takes events out of the outbox and hands each to `deliver`, which must be idempotent by event id. */
export class OutboxRelay {
  readonly #database: SystemDatabase;

  constructor(database: SystemDatabase) {
    this.#database = database;
  }

  /**
   * Relays up to `limit` events of the topics; those whose `deliver` throws stay. Several relays may
   * run: rows that another one holds are skipped.
   */
  async relay(
    topics: readonly string[],
    limit: number,
    deliver: (event: RelayedEvent) => Promise<void>,
  ): Promise<number> {
    return this.#database.run(async (tx) => {
      const rows = await tx.query<Row>(
        `select tenant_id, id, topic, payload, traceparent from outbox
          where relayed_at is null and topic = any($1)
          order by id limit $2 for update skip locked`,
        [topics, limit],
      );
      const done: Row[] = [];
      for (const row of rows) {
        await deliver({
          tenantId: row.tenant_id,
          id: row.id,
          topic: row.topic,
          payload: row.payload,
          traceparent: row.traceparent,
        });
        done.push(row);
      }
      await tx.execute(`update outbox set relayed_at = created_at where id = any($1::uuid[])`, [
        done.map((row) => row.id),
      ]);
      return done.length;
    });
  }
}
