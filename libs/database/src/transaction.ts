import type { DataSource, EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';

/** Thrown inside a transaction to roll it back and hand `outcome` to the caller as a result. */
class Refusal extends Error {
  constructor(readonly outcome: unknown) {
    super('refused');
  }
}

/** An open transaction. Await one statement after another: there is one connection behind it. */
export class Transaction {
  readonly manager: EntityManager;
  readonly #afterCommit: (() => void)[] = [];

  constructor(manager: EntityManager) {
    this.manager = manager;
  }

  /** Rows of a SELECT or of a statement with RETURNING. */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const result: unknown = await this.manager.query(sql, [...parameters]);
    // TypeORM answers UPDATE and DELETE with [rows, count], everything else with rows.
    const isWrite = /^\s*(with\b[\s\S]*?\)\s*)?(update|delete)\b/i.test(sql);
    if (isWrite && Array.isArray(result) && Array.isArray(result[0])) return result[0] as Row[];
    return result as Row[];
  }

  /** How many rows an UPDATE or DELETE changed. */
  async execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    const result: unknown = await this.manager.query(sql, [...parameters]);
    return Array.isArray(result) && typeof result[1] === 'number' ? result[1] : 0;
  }

  async insert<Entity extends ObjectLiteral>(
    target: EntityTarget<Entity>,
    row: Partial<Entity>,
  ): Promise<void> {
    await this.manager.insert(target, row);
  }

  /** Rolls everything back; `outcome` becomes the result of the run. */
  refuse(outcome: unknown): never {
    throw new Refusal(outcome);
  }

  /** Registers what may happen once the transaction is committed, such as a doorbell. */
  afterCommit(action: () => void): void {
    this.#afterCommit.push(action);
  }

  runAfterCommit(): void {
    for (const action of this.#afterCommit) action();
  }
}

/** A transaction inside one tenant: `app.tenant_id` is set for its length and no longer. */
export class TenantTransaction extends Transaction {
  constructor(
    manager: EntityManager,
    readonly tenantId: string,
  ) {
    super(manager);
  }

  /** Inserts a row of this tenant: the tenant id is added here, not by the repositories. */
  override async insert<Entity extends ObjectLiteral>(
    target: EntityTarget<Entity>,
    row: Partial<Entity>,
  ): Promise<void> {
    await this.manager.insert(target, { ...row, tenantId: this.tenantId });
  }
}

const RETRIED = new Set(['40001', '40P01']); // serialization_failure, deadlock_detected
const MAX_TRIES = 3;

function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

interface RunOptions<Tx extends Transaction> {
  readonly source: DataSource;
  readonly open: (manager: EntityManager) => Promise<Tx>;
}

/**
 * Runs `work` in a transaction and retries the whole of it when PostgreSQL gave up on a deadlock or
 * a serialisation failure; therefore `work` has no effect outside the database.
 */
export async function runInTransaction<Tx extends Transaction, Result>(
  { source, open }: RunOptions<Tx>,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    let opened: Tx | undefined;
    try {
      const result = await source.transaction(async (manager) => {
        opened = await open(manager);
        return work(opened);
      });
      opened?.runAfterCommit();
      return result;
    } catch (error) {
      if (error instanceof Refusal) return error.outcome as Result;
      if (attempt >= MAX_TRIES || !RETRIED.has(sqlState(error) ?? '')) throw error;
    }
  }
}
