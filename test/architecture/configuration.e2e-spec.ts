import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** Starts a process as it is built, which is expected to refuse its environment. */
function refusal(
  app: string,
  env: Record<string, string>,
): Promise<{ code: unknown; stderr: string }> {
  const main = path.resolve(`dist/apps/${app}/src/main.js`);
  return new Promise((resolve) => {
    execFile(process.execPath, [main], { env, timeout: 15_000 }, (error, _, stderr) => {
      resolve({ code: error?.code, stderr });
    });
  });
}

const SECRET = 'canary-6b1f';

/** What is right for every process; the tests add what is wrong. */
const RIGHT = {
  PATH: process.env.PATH ?? '',
  DATABASE_URL: process.env.DATABASE_URL!,
  REDIS_URL: process.env.REDIS_URL!,
  SECRETS_FILE: process.env.SECRETS_FILE!,
  CONTROL_URL: 'http://127.0.0.1:9',
  INTERNAL_TOKEN: SECRET,
  META_GRAPH_URL: 'http://127.0.0.1:9',
};

describe('a process with a wrong configuration', () => {
  it.each(['api', 'worker'])('%s prints every problem at once and no value', async (app) => {
    const { code, stderr } = await refusal(app, {
      ...RIGHT,
      LOG_LEVEL: 'loud',
      PRIVATE_PORT: '70000',
      DATABASE_URL: `postgres://someone:${SECRET}@127.0.0.1:1/none`,
      REDIS_URL: SECRET,
      META_GRAPH_TIMEOUT_MS: '9000',
    });
    expect(code).toBe(1);
    const named = [...stderr.matchAll(/^ {2}- (\w+):/gm)].map(([, name]) => name!);
    expect(new Set(named)).toEqual(
      new Set(['LOG_LEVEL', 'PRIVATE_PORT', 'DATABASE_URL', 'REDIS_URL', 'META_GRAPH_TIMEOUT_MS']),
    );
    expect(stderr).not.toContain(SECRET);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each(['api', 'worker'])('%s opens nothing dangerous in production', async (app) => {
    const { code, stderr } = await refusal(app, {
      ...RIGHT,
      NODE_ENV: 'production',
      DANGEROUS_VIRTUAL_CLOCK: '1',
      DANGEROUS_CRASH_AT: 'drain.before-commit',
      DANGEROUS_EGRESS_ALLOW: '127.0.0.0/8',
    });
    expect(code).toBe(1);
    for (const name of [
      'DANGEROUS_VIRTUAL_CLOCK',
      'DANGEROUS_CRASH_AT',
      'DANGEROUS_EGRESS_ALLOW',
      'META_GRAPH_URL',
    ]) {
      expect(stderr).toContain(name);
    }
  });

  it('media opens nothing dangerous in production', async () => {
    const { code, stderr } = await refusal('media', {
      ...RIGHT,
      NODE_ENV: 'production',
      DANGEROUS_VIRTUAL_CLOCK: '1',
      DANGEROUS_EGRESS_ALLOW: '127.0.0.0/8',
    });
    expect(code).toBe(1);
    expect(stderr).toContain('DANGEROUS_VIRTUAL_CLOCK');
    expect(stderr).toContain('DANGEROUS_EGRESS_ALLOW');
  });
});
