import type { TenantTransaction } from './transaction.js';

/**
 * Something that is asked of PostgreSQL along with others, in one statement: an expression over the
 * columns of `asked`, which gives JSON or null. It must find its rows by an index, and be about the
 * tenant of the transaction alone, as row level security sees to.
 */
export interface Fact<Value> {
  readonly name: string;
  readonly sql: string;
  /** Of the parsed JSON; times in it are ISO 8601. */
  readonly parse: (json: unknown) => Value;
}

/** The answers to one asking. */
export class Facts {
  readonly #row: Readonly<Record<string, unknown>>;
  readonly #parsed = new Map<Fact<unknown>, unknown>();

  constructor(row: Readonly<Record<string, unknown>>) {
    this.#row = row;
  }

  /** Parsed once, however many ask for it. */
  of<Value>(fact: Fact<Value>): Value {
    const known = this.#parsed.get(fact);
    if (known !== undefined) return known as Value;
    const json = this.#row[columnOf(fact)];
    if (json === undefined) throw new Error(`the fact ${fact.name} was not asked for`);
    const value = fact.parse(json);
    this.#parsed.set(fact, value);
    return value;
  }
}

const columnOf = ({ name }: Fact<unknown>): string => `fact_${name}`;

/**
 * One statement for all of several facts: a round trip and a plan for each would cost more than the
 * look-ups themselves. `asked` is a select of at most one row, whose columns the facts refer to.
 */
export class FactStatement<Asked> {
  readonly #sql: string;

  /** @param columns those of `asked` that the reader itself wants. */
  constructor(asked: string, columns: string, facts: readonly Fact<unknown>[]) {
    const answers = facts.map((fact) => `, ${fact.sql} as "${columnOf(fact)}"`);
    this.#sql = `with asked as materialized (${asked}) select ${columns}${answers.join('')} from asked`;
  }

  /** Undefined when there is nothing to ask about. */
  async read(
    tx: TenantTransaction,
    parameters: readonly unknown[],
  ): Promise<{ readonly asked: Asked; readonly facts: Facts } | undefined> {
    const [row] = await tx.query<Asked & Record<string, unknown>>(this.#sql, parameters);
    return row && { asked: row, facts: new Facts(row) };
  }
}
