import { Client, type QueryResultRow } from 'pg';

/** Runs `work` on a connection of its own and closes it. */
export async function withClient<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function rowsOf<Row extends QueryResultRow>(
  client: Client,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  return (await client.query<Row>(sql, [...parameters])).rows;
}

/** Everything that somebody could have left in the schema, by kind and name. */
export async function objectsIn(client: Client): Promise<string[]> {
  const rows = await rowsOf<{ object: string }>(
    client,
    `select relkind::text || ' ' || relname as object from pg_class
      where relnamespace = 'public'::regnamespace
     union all select 'function ' || proname from pg_proc where pronamespace = 'public'::regnamespace
     union all select 'type ' || typname from pg_type
      where typnamespace = 'public'::regnamespace and typtype in ('e', 'd', 'r')
     union all select 'policy ' || policyname from pg_policies where schemaname = 'public'
     union all select 'default privileges' from pg_default_acl
     order by 1`,
  );
  return rows.map((row) => row.object);
}

/** Columns, constraints and indexes of the tables, in the words of PostgreSQL. */
export async function definitionsIn(client: Client): Promise<string[]> {
  const rows = await rowsOf<{ definition: string }>(
    client,
    `with tables as (
       select oid, relname from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
          and relname <> 'schema_migration')
     select relname || '.' || attname || ' ' || format_type(atttypid, atttypmod)
              || case when attnotnull then ' not null' else '' end
              || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as definition
       from tables join pg_attribute on attrelid = tables.oid and attnum > 0 and not attisdropped
       left join pg_attrdef d on d.adrelid = tables.oid and d.adnum = attnum
     union all
     select relname || ' ' || conname || ' ' || pg_get_constraintdef(c.oid)
       from tables join pg_constraint c on conrelid = tables.oid where contype in ('p', 'u', 'c', 'f')
     union all
     select relname || ' ' || replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
       from tables join pg_index i on indrelid = tables.oid
     order by 1`,
  );
  return rows.map((row) => row.definition);
}
