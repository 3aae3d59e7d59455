import type { Socket } from 'node:net';
import type { ClientBase, QueryResult } from 'pg';
import type { EntityManager, EntityTarget, ObjectLiteral, QueryRunner } from 'typeorm';
import { AppError } from '#patchbay/kernel';
import { insertStatement } from './connection/insert-statement.js';
import { preparedName } from './connection/prepared-name.js';

/** Thrown inside a transaction to roll it back and hand `outcome` to the caller as a result. */
class Refusal extends Error {
  constructor(readonly outcome: unknown) {
    super('refused');
  }
}

/** Of the socket that pg writes to, pg itself makes no secret. */
function streamOf(client: ClientBase): Socket {
  return (client as unknown as { readonly connection: { readonly stream: Socket } }).connection
    .stream;
}

/** What `ask` sends leaves in one piece. */
function corked<Result>(client: ClientBase, ask: () => Result): Result {
  const stream = streamOf(client);
  stream.cork();
  try {
    return ask();
  } finally {
    stream.uncork();
  }
}

/** Until every promise that is settled by now has told all that hang on it, and no longer. */
async function allThatHasHappened(): Promise<void> {
  await Promise.resolve();
  // From within a microtask, this is after all of them.
  await new Promise<void>((resolve) => {
    process.nextTick(resolve);
  });
}

/** One connection with an open transaction on it. */
export interface Session {
  readonly manager: EntityManager;
  readonly client: ClientBase;
}

/**
 * An open transaction. There is one connection behind it: statements run in the order in which they
 * are asked for, and one that does not need another's result need not wait for it (`together`).
 */
export class Transaction {
  readonly manager: EntityManager;
  readonly #client: ClientBase;
  readonly #afterCommit: (() => void)[] = [];
  #ended: Promise<unknown> | undefined;

  constructor({ manager, client }: Session) {
    this.manager = manager;
    this.#client = client;
  }

  /** Rows of a SELECT or of a statement with RETURNING. */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#run(sql, parameters)).rows as Row[];
  }

  /** How many rows an INSERT, UPDATE or DELETE changed. */
  async execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    return (await this.#run(sql, parameters)).rowCount ?? 0;
  }

  async insert<Entity extends ObjectLiteral>(
    target: EntityTarget<Entity>,
    row: Partial<Entity>,
  ): Promise<void> {
    const { sql, values } = insertStatement(this.manager.dataSource, target, row);
    await this.#run(sql, values);
  }

  /**
   * Sends what `ask` asks for in one go, before any answer is there: one round trip for all. Give it
   * what does not need each other's results; it runs in the order of the list. When something fails,
   * the first of the failures is thrown once all have settled.
   */
  async together<Results extends readonly unknown[]>(
    ask: () => { [Key in keyof Results]: Promise<Results[Key]> },
  ): Promise<Results> {
    const asked = corked(this.#client, ask);
    await Promise.allSettled(asked);
    return Promise.all(asked);
  }

  /**
   * The same for what comes last: the commit leaves with it. Whatever of it fails, nothing of the
   * transaction is kept: where PostgreSQL fails, it takes the commit for a rollback; where we fail before
   * something is sent, such as sealing it, no commit leaves. Afterwards nothing may be asked or refused.
   */
  async lastly<Results extends readonly unknown[]>(
    ask: () => { [Key in keyof Results]: Promise<Results[Key]> },
  ): Promise<Results> {
    const asked = await this.#askWithCommit(ask);
    await Promise.allSettled(asked);
    return Promise.all(asked);
  }

  async #askWithCommit<Asked extends readonly Promise<unknown>[]>(
    ask: () => Asked,
  ): Promise<Asked> {
    const stream = streamOf(this.#client);
    stream.cork();
    try {
      const asked = ask();
      const failed: unknown[] = [];
      for (const one of asked) one.catch((error: unknown) => failed.push(error));
      await allThatHasHappened();
      if (failed.length === 0) void this.end('commit').catch(() => undefined);
      return asked;
    } finally {
      stream.uncork();
    }
  }

  /** Ends it, once. From now on nothing may be asked any more: the connection will be another's. */
  end(how: 'commit' | 'rollback'): Promise<unknown> {
    this.#ended ??= this.#client.query(how);
    return this.#ended;
  }

  // Past TypeORM, which cannot prepare statements: to plan one costs more than to run it.
  async #run(sql: string, parameters: readonly unknown[]): Promise<QueryResult> {
    if (this.#ended !== undefined) throw new Error('the transaction has ended');
    return this.#client.query({ name: preparedName(sql), text: sql, values: [...parameters] });
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
    session: Session,
    readonly tenantId: string,
  ) {
    super(session);
  }

  /** Inserts a row of this tenant: the tenant id is added here, not by the repositories. */
  override insert<Entity extends ObjectLiteral>(
    target: EntityTarget<Entity>,
    row: Partial<Entity>,
  ): Promise<void> {
    return super.insert(target, { ...row, tenantId: this.tenantId });
  }
}

const RETRIED = new Set(['40001', '40P01']); // serialization_failure, deadlock_detected
const MAX_TRIES = 3;

function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Where a transaction's connection comes from, and goes back to. */
export interface ConnectionSource {
  createQueryRunner(): Pick<QueryRunner, 'connect' | 'manager' | 'release'>;
}

/** A transaction to work in, while the statements that open it are still on their way. */
export interface Opening<Tx extends Transaction> {
  readonly tx: Tx;
  readonly opened: Promise<unknown>;
}

interface RunOptions<Tx extends Transaction> {
  readonly source: ConnectionSource;
  /** Its statements are the first of the transaction. */
  readonly open: (session: Session) => Opening<Tx>;
  /**
   * `read`: PostgreSQL refuses whatever would change a row, and nobody waits for the end. `glance`: the
   * same for work that asks all that it asks at once, so that the end leaves with it.
   */
  readonly mode?: 'change' | 'read' | 'glance';
}

/** Opens a transaction that needs nothing more than to have begun. */
export function asItIs(session: Session): Opening<Transaction> {
  return { tx: new Transaction(session), opened: Promise.resolve() };
}

/**
 * Runs `work` in a transaction and retries the whole of it when PostgreSQL gave up on a deadlock or
 * a serialisation failure; therefore `work` has no effect outside the database.
 */
export async function runInTransaction<Tx extends Transaction, Result>(
  options: RunOptions<Tx>,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { tx, result } = await runOnce(options, work);
      tx.runAfterCommit();
      return result;
    } catch (error) {
      if (error instanceof Refusal) return error.outcome as Result;
      if (attempt >= MAX_TRIES || !RETRIED.has(sqlState(error) ?? '')) throw error;
    }
  }
}

async function runOnce<Tx extends Transaction, Result>(
  { source, open, mode = 'change' }: RunOptions<Tx>,
  work: (tx: Tx) => Promise<Result>,
): Promise<{ tx: Tx; result: Result }> {
  const runner = source.createQueryRunner();
  try {
    const client = (await runner.connect().catch(notReached)) as ClientBase;
    // The first statements of the work leave with those that open the transaction. Were one of the
    // latter to fail, PostgreSQL would refuse all that follow, and take the end for a rollback.
    const { tx, steps } = corked(client, () => {
      const begun = client.query(mode === 'change' ? 'begin' : 'begin read only');
      const { tx, opened } = open({ manager: runner.manager, client });
      const steps = [begun, opened, begin(work, tx)] as const;
      if (mode === 'glance') void tx.end('commit').catch(() => undefined);
      return { tx, steps };
    });
    try {
      await Promise.allSettled(steps);
      const [, , result] = await Promise.all(steps);
      const committed = tx.end('commit');
      // What was read holds whatever becomes of the end.
      if (mode === 'change') await committed;
      else committed.catch(() => undefined);
      return { tx, result };
    } catch (error) {
      // On a lost connection there is nothing to roll back, and the first error is the one to tell.
      await Promise.allSettled([tx.end('rollback')]);
      throw error;
    }
  } finally {
    await runner.release();
  }
}

/** An error of its first, synchronous part is one of the work as well. */
async function begin<Tx, Result>(work: (tx: Tx) => Promise<Result>, tx: Tx): Promise<Result> {
  return work(tx);
}

/** PostgreSQL is away, or more transactions wait for a connection than it can serve in time. */
function notReached(cause: unknown): never {
  throw new AppError('UPSTREAM_UNAVAILABLE', { what: 'The database' }, { cause });
}
