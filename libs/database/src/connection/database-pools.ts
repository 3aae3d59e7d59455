import { DataSource, getMetadataArgsStorage } from 'typeorm';
import type { Logger } from '#patchbay/kernel';
import {
  type DatabaseConfig,
  RUNTIME_ROLES,
  type RuntimeRole,
  urlOfRole,
} from '../database.config.js';
import { SnakeNaming } from './naming-strategy.js';

/** One pool per runtime role. Opening fails when a role could see past row level security. */
export class DatabasePools {
  readonly #pools: ReadonlyMap<RuntimeRole, DataSource>;

  private constructor(pools: ReadonlyMap<RuntimeRole, DataSource>) {
    this.#pools = pools;
  }

  static async open(config: DatabaseConfig, logger: Logger): Promise<DatabasePools> {
    const sizes: Record<RuntimeRole, number> = {
      app: config.DATABASE_POOL_SIZE,
      system: config.DATABASE_SYSTEM_POOL_SIZE,
      staff: 2,
      platform: 2,
    };
    const pools = new Map<RuntimeRole, DataSource>();
    const opened = new DatabasePools(pools);
    try {
      for (const role of RUNTIME_ROLES) {
        const source = dataSource(urlOfRole(config, role), {
          poolSize: sizes[role],
          statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_MS,
          connectTimeoutMs: config.DATABASE_CONNECT_TIMEOUT_MS,
          onPoolError: (err) => {
            logger.warn({ err, role }, 'database.pool_error');
          },
        });
        pools.set(role, await source.initialize());
        await assertRoleIsConfined(source, role);
      }
    } catch (error) {
      await opened.close();
      throw error;
    }
    return opened;
  }

  /** Connections that the role may have open at a time. */
  sizeOf(role: RuntimeRole): number {
    return this.of(role).options.poolSize ?? 1;
  }

  of(role: RuntimeRole): DataSource {
    const pool = this.#pools.get(role);
    if (pool === undefined) throw new Error(`there is no pool of the role ${role}`);
    return pool;
  }

  async close(): Promise<void> {
    const open = [...this.#pools.values()].filter((pool) => pool.isInitialized);
    await Promise.all(open.map((pool) => pool.destroy()));
  }
}

interface DataSourceOptions {
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly onPoolError: (err: unknown) => void;
}

/** A TypeORM data source over every entity that the process has loaded. */
export function dataSource(url: string, options: DataSourceOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: getMetadataArgsStorage().tables.map((table) => table.target as () => unknown),
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    logging: false,
    poolSize: options.poolSize,
    poolErrorHandler: options.onPoolError,
    connectTimeoutMS: options.connectTimeoutMs,
    extra: {
      statement_timeout: options.statementTimeoutMs,
      pipeline: true,
      // A plan outlives the moment in which it was made: one for a table that was empty then must
      // not read all of it when it is full. What is read is a few rows: nothing is worth compiling.
      options: '-c enable_seqscan=off -c jit=off -c plan_cache_mode=force_generic_plan',
    },
  });
}

/** Row level security holds only for a role that is no superuser, no BYPASSRLS, and owns nothing. */
async function assertRoleIsConfined(source: DataSource, role: RuntimeRole): Promise<void> {
  const rows: { is_confined: boolean }[] = await source.query(
    `select not r.rolsuper and not r.rolbypassrls
        and not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = 'public' and c.relowner = r.oid) as is_confined
       from pg_roles r where r.rolname = current_user`,
  );
  if (rows[0]?.is_confined !== true) {
    throw new Error(
      `the database role for ${role} is a superuser, bypasses row level security or owns tables: ` +
        'give the URL of a role that `npm run migrate` made',
    );
  }
}
