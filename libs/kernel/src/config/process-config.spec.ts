import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from './load-config.js';
import { CRASH_POINTS, processConfigSchema } from './process-config.js';

function load(env: Record<string, string> = {}) {
  return loadConfig({ process: processConfigSchema }, { INTERNAL_TOKEN: 'token', ...env }).process;
}

const DANGEROUS = {
  DANGEROUS_VIRTUAL_CLOCK: '1',
  DANGEROUS_CLOCK_OFFSET_MS: '-60000',
  DANGEROUS_CRASH_AT: 'drain.before-commit',
  DANGEROUS_EGRESS_ALLOW: '127.0.0.0/8',
};

describe('the settings of every process', () => {
  it('are safe by default', () => {
    expect(load()).toMatchObject({
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      DANGEROUS_VIRTUAL_CLOCK: false,
      DANGEROUS_EGRESS_ALLOW: [],
    });
    expect(load().DANGEROUS_CRASH_AT).toBeUndefined();
    expect(() => loadConfig({ process: processConfigSchema }, {})).toThrow('INTERNAL_TOKEN');
  });

  it.each(CRASH_POINTS)('know the crash point %s', (point) => {
    expect(load({ DANGEROUS_CRASH_AT: point }).DANGEROUS_CRASH_AT).toBe(point);
  });

  it.each(Object.entries(DANGEROUS))('refuse %s=%s in production only', (name, value) => {
    expect(() => load({ [name]: value })).not.toThrow();
    expect(() => load({ [name]: value, NODE_ENV: 'production' })).toThrow(
      `${name}: is refused in production`,
    );
  });

  it('refuse all of them at once, and take production without', () => {
    let problems: readonly string[] = [];
    try {
      load({ ...DANGEROUS, NODE_ENV: 'production' });
    } catch (error) {
      ({ problems } = error as ConfigError);
    }
    expect(problems).toHaveLength(4);
    expect(() => load({ NODE_ENV: 'production' })).not.toThrow();
  });

  it.each([
    ['NODE_ENV', 'prod'],
    ['PUBLIC_PORT', '65536'],
    ['LOG_LEVEL', 'loud'],
    ['INTERNAL_TOKEN', ''],
    ['DANGEROUS_VIRTUAL_CLOCK', 'yes'],
    ['DANGEROUS_CLOCK_OFFSET_MS', 'tomorrow'],
    ['DANGEROUS_CRASH_AT', 'somewhere'],
    ['DANGEROUS_EGRESS_ALLOW', 'everything'],
  ])('name %s when it is %j', (name, value) => {
    expect(() => load({ [name]: value })).toThrow(ConfigError);
    expect(() => load({ [name]: value })).toThrow(`${name}: `);
  });
});
