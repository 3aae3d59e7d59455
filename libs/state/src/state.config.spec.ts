import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from '#patchbay/kernel';
import { stateConfigSchema } from './state.config.js';

const load = (env: NodeJS.ProcessEnv) => loadConfig({ state: stateConfigSchema }, env).state;

describe('the state configuration', () => {
  it.each([
    [{ REDIS_URL: 'redis://a:6379' }, 'redis://a:6379'],
    [{ REDIS_STATE_URL: 'rediss://b:6380/1' }, 'rediss://b:6380/1'],
    [{ REDIS_URL: 'redis://a:6379', REDIS_STATE_URL: 'redis://b:6379' }, 'redis://b:6379'],
  ])('takes %j', (env, url) => {
    expect(load(env)).toEqual({ REDIS_STATE_URL: url });
  });

  it.each([[{}], [{ REDIS_URL: 'http://a' }], [{ REDIS_STATE_URL: 'localhost' }]])(
    'refuses %j',
    (env) => {
      expect(() => load(env)).toThrow(ConfigError);
    },
  );

  it('says what to set when nothing is', () => {
    expect(() => load({})).toThrow('REDIS_STATE_URL: is missing: set it, or set REDIS_URL');
  });
});
