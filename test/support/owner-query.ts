import { Client, type QueryResultRow } from 'pg';

/**
 * Looks at rows from outside, past row level security, or brings about what no use case does yet.
 * On the database of this jest worker, as its owner.
 */
export async function ownerQuery<Row extends QueryResultRow>(
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: process.env.DATABASE_OWNER_URL });
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...parameters])).rows;
  } finally {
    await client.end();
  }
}
