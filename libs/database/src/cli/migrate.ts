import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { loadConfigOrExit, secretSchema } from '#patchbay/kernel';
import { SnakeNaming } from '../connection/naming-strategy.js';
import { RUNTIME_ROLES } from '../database.config.js';

const migrateConfigSchema = z.object({
  /** The role that owns the tables. It makes the runtime roles and runs the migrations. */
  DATABASE_OWNER_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Password given to the four runtime roles. */
  DATABASE_ROLE_PASSWORD: secretSchema,
  /** Folder of the compiled migrations. */
  MIGRATIONS_DIR: z.string().optional(),
});

/** Makes the four runtime roles `<database>_<role>`, or gives them the password anew. */
async function ensureRoles(ownerUrl: string, password: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const database = decodeURIComponent(new URL(ownerUrl).pathname.slice(1));
    await client.query(`select pg_advisory_lock(hashtextextended('patchbay.roles', 0))`);
    for (const role of RUNTIME_ROLES) {
      const name = `${database}_${role}`;
      const existing = await client.query('select from pg_roles where rolname = $1', [name]);
      const verb = existing.rowCount === 0 ? 'create' : 'alter';
      await client.query(
        `${verb} role ${client.escapeIdentifier(name)} login nosuperuser nobypassrls nocreatedb
           nocreaterole password ${client.escapeLiteral(password)}`,
      );
    }
  } finally {
    await client.end();
  }
}

/** Brings a database to the newest schema (`up`) or takes everything away again (`down`). */
export async function migrate(
  ownerUrl: string,
  { directory, direction = 'up' }: { directory: string; direction?: 'up' | 'down' },
): Promise<number> {
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: [`${directory}/*.js`],
    migrationsTableName: 'schema_migration',
    namingStrategy: new SnakeNaming(),
    logging: false,
  });
  await source.initialize();
  try {
    await source.query(`select pg_advisory_lock(hashtextextended('patchbay.migrate', 0))`);
    if (direction === 'up') return (await source.runMigrations({ transaction: 'each' })).length;
    const rows: unknown[] = await source.query('select 1 from schema_migration');
    for (let left = rows.length; left > 0; left -= 1) {
      await source.undoLastMigration({ transaction: 'each' });
    }
    return rows.length;
  } finally {
    await source.destroy();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { database } = loadConfigOrExit({ database: migrateConfigSchema });
  const directory =
    database.MIGRATIONS_DIR ?? fileURLToPath(new URL('../../../../migrations', import.meta.url));
  const direction = process.argv[2] === 'down' ? 'down' : 'up';
  await ensureRoles(database.DATABASE_OWNER_URL, database.DATABASE_ROLE_PASSWORD.reveal());
  const count = await migrate(database.DATABASE_OWNER_URL, { directory, direction });
  process.stdout.write(`${JSON.stringify({ msg: 'migrate.done', direction, count })}\n`);
}
