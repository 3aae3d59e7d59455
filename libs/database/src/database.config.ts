import { z } from 'zod';

const url = z.url({ protocol: /^postgres(ql)?$/ });
const pool = z.coerce.number().int().min(1).max(200);

/** The runtime roles: none owns a table, none bypasses row level security. */
export const RUNTIME_ROLES = ['app', 'staff', 'platform', 'system'] as const;
export type RuntimeRole = (typeof RUNTIME_ROLES)[number];

/** How a process reaches PostgreSQL. */
export const databaseConfigSchema = z
  .object({
    /** URL of the role `<prefix>_app`. */
    DATABASE_URL: url,
    /** URLs of the other runtime roles; by default the first with `_app` replaced in the user. */
    DATABASE_STAFF_URL: url.optional(),
    DATABASE_PLATFORM_URL: url.optional(),
    DATABASE_SYSTEM_URL: url.optional(),
    /** Connections of the role `app` in this process. */
    DATABASE_POOL_SIZE: pool.default(10),
    /** Connections of the role `system` in this process. */
    DATABASE_SYSTEM_POOL_SIZE: pool.default(5),
    /** Longest wait for a connection, be it new or one that another transaction holds, milliseconds. */
    DATABASE_CONNECT_TIMEOUT_MS: z.coerce.number().int().positive().default(3000),
    /** Longest statement, milliseconds. */
    DATABASE_STATEMENT_TIMEOUT_MS: z.coerce.number().int().positive().default(10_000),
  })
  .superRefine((config, context) => {
    const isDerived =
      config.DATABASE_STAFF_URL === undefined ||
      config.DATABASE_PLATFORM_URL === undefined ||
      config.DATABASE_SYSTEM_URL === undefined;
    const isUrl = URL.canParse(config.DATABASE_URL);
    if (isDerived && isUrl && !new URL(config.DATABASE_URL).username.endsWith('_app')) {
      context.addIssue({
        code: 'custom',
        path: ['DATABASE_URL'],
        message: 'the user must end with _app, or give the URLs of all four roles',
      });
    }
  });

export type DatabaseConfig = z.output<typeof databaseConfigSchema>;

/** The URL of one runtime role. */
export function urlOfRole(config: DatabaseConfig, role: RuntimeRole): string {
  const given = {
    app: config.DATABASE_URL,
    staff: config.DATABASE_STAFF_URL,
    platform: config.DATABASE_PLATFORM_URL,
    system: config.DATABASE_SYSTEM_URL,
  }[role];
  if (given !== undefined) return given;
  const derived = new URL(config.DATABASE_URL);
  derived.username = derived.username.replace(/_app$/, `_${role}`);
  return derived.href;
}
