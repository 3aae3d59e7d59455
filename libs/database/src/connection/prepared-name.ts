import { createHash } from 'node:crypto';

/** More texts than the source holds: what is beyond them is made at run time and not prepared. */
const MOST_NAMES = 2000;

const names = new Map<string, string>();

/**
 * The name under which a connection keeps a statement of this text prepared, so that PostgreSQL
 * parses and plans it once per connection; undefined, which means unprepared, when there are too
 * many texts to keep them all.
 */
export function preparedName(sql: string): string | undefined {
  const known = names.get(sql);
  if (known !== undefined || names.size >= MOST_NAMES) return known;
  const name = createHash('sha256').update(sql).digest('base64url').slice(0, 24);
  names.set(sql, name);
  return name;
}
