import { type z } from 'zod';

export type ConfigSchemas = Record<string, z.ZodType>;
export type ConfigOf<S extends ConfigSchemas> = { readonly [K in keyof S]: z.output<S[K]> };

/** All problems of the environment at once, one line each. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Reads the environment through one schema per context. The schemas' keys are names of environment
 * variables. Throws ConfigError that lists every problem of every context, not only the first.
 */
export function loadConfig<S extends ConfigSchemas>(
  schemas: S,
  env: NodeJS.ProcessEnv = process.env,
): ConfigOf<S> {
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const result = schema.safeParse(env);
    if (result.success) {
      config[name] = result.data;
    } else {
      for (const issue of result.error.issues) {
        problems.push(`${issue.path.join('.') || name}: ${issue.message} (${name})`);
      }
    }
  }
  if (problems.length > 0) throw new ConfigError([...new Set(problems)]);
  return config as ConfigOf<S>;
}

/** loadConfig for a process's main: prints the problems and exits 1. */
export function loadConfigOrExit<S extends ConfigSchemas>(schemas: S): ConfigOf<S> {
  try {
    return loadConfig(schemas);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
