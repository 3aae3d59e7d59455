import type { Client } from 'pg';
import { uuidv7 } from '#patchbay/kernel';
import { FrozenClock } from '#patchbay/kernel/testing';
import { rowsOf } from './catalogue.js';

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
}

/** The first text that a check constraint allows for a column, by `table.column`. */
type Allowed = ReadonlyMap<string, string>;

async function columnsOf(client: Client, tables: readonly string[]): Promise<Column[]> {
  return rowsOf<Column>(
    client,
    `select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type
       from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relname = any($1)
        and a.attnum > 0 and not a.attisdropped order by c.relname, a.attnum`,
    [tables],
  );
}

async function allowedTexts(client: Client): Promise<Allowed> {
  const rows = await rowsOf<{ column: string; value: string }>(
    client,
    `select conrelid::regclass || '.' || a.attname as column,
            substring(pg_get_constraintdef(c.oid) from '''([A-Za-z_.]+)''::text') as value
       from pg_constraint c join pg_attribute a on a.attrelid = conrelid and a.attnum = conkey[1]
      where contype = 'c' and connamespace = 'public'::regnamespace`,
  );
  return new Map(rows.filter((row) => row.value).map((row) => [row.column, row.value]));
}

/** Tables in an order in which each comes after those it refers to. */
async function inOrderOfReference(client: Client, tables: readonly string[]): Promise<string[]> {
  const edges = await rowsOf<{ from: string; to: string }>(
    client,
    `select conrelid::regclass::text as from, confrelid::regclass::text as to
       from pg_constraint where contype = 'f'`,
  );
  const ordered: string[] = [];
  const visit = (table: string): void => {
    if (ordered.includes(table)) return;
    for (const { from, to } of edges) if (from === table && to !== table) visit(to);
    ordered.push(table);
  };
  tables.forEach(visit);
  return ordered;
}

function valueOf({ table, name, type }: Column, id: string, allowed: Allowed): unknown {
  const chosen = allowed.get(`${table}.${name}`);
  if (chosen !== undefined) return chosen;
  if (type === 'uuid') return id;
  if (type.startsWith('timestamp') || type === 'date') return '2026-11-21T12:00:00Z';
  if (type === 'integer' || type === 'bigint') return 1;
  if (type === 'boolean') return true;
  if (type === 'jsonb') return '{}';
  if (type === 'bytea') return Buffer.from('x');
  return type.endsWith('[]') ? [id] : id;
}

export type NewRow = Readonly<Record<string, unknown>>;

/**
 * A row for each table that passes its constraints. Every id in it is the tenant's own, so the rows
 * of one tenant refer to each other and to nobody else's.
 */
export async function rowsFor(
  client: Client,
  tables: readonly string[],
  tenantId: string,
): Promise<ReadonlyMap<string, NewRow>> {
  const ordered = await inOrderOfReference(client, tables);
  const [columns, allowed] = [await columnsOf(client, ordered), await allowedTexts(client)];
  return new Map(
    ordered.map((table) => [
      table,
      Object.fromEntries(
        columns
          .filter((column) => column.table === table)
          .map((column) => [column.name, valueOf(column, tenantId, allowed)]),
      ),
    ]),
  );
}

export async function insertRow(client: Client, table: string, row: NewRow): Promise<void> {
  const names = Object.keys(row);
  await client.query(
    `insert into ${table} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  );
}

/** An id whose time lies in a partition that every log table has. */
export function newId(): string {
  return uuidv7(new FrozenClock(Date.now()));
}
