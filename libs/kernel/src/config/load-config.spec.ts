import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, loadConfig } from './load-config.js';
import { secretSchema } from './secret.js';

const schemas = {
  http: z.object({ PORT: z.coerce.number().int(), HOST: z.string().default('127.0.0.1') }),
  mail: z.object({ MAIL_URL: z.url(), MAIL_TOKEN: secretSchema, LEVEL: z.enum(['a', 'b']) }),
};

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(schemas, env);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

describe('loadConfig', () => {
  it('gives each context its settings', () => {
    const env = { PORT: '80', MAIL_URL: 'smtp://mail', MAIL_TOKEN: 't', LEVEL: 'a', OTHER: 'x' };
    const { http, mail } = loadConfig(schemas, env);
    expect(http).toEqual({ PORT: 80, HOST: '127.0.0.1' });
    expect(mail.MAIL_TOKEN.reveal()).toBe('t');
  });

  it('names every problem of every context, and no value', () => {
    const canary = 'canary-6b1f';
    const problems = problemsOf({ PORT: canary, MAIL_URL: canary, LEVEL: canary });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'PORT',
      'MAIL_URL',
      'MAIL_TOKEN',
      'LEVEL',
    ]);
    expect(problems.join()).not.toContain(canary);
    expect(new ConfigError(problems).message).toMatch(
      /^The configuration is not valid:\n {2}- PORT/,
    );
  });

  it('says a problem once that two contexts have', () => {
    const twice = { one: z.object({ URL: z.url() }), one2: z.object({ URL: z.url() }) };
    expect(() => loadConfig(twice, {})).toThrow(/URL.*\(one\)[^]*URL.*\(one2\)/);
  });
});
