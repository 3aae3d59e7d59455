import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '#patchbay/kernel';
import { queueConfigSchema } from './queue.config.js';

const load = (env: NodeJS.ProcessEnv) => loadConfig({ queue: queueConfigSchema }, env).queue;

describe('the queue configuration', () => {
  it.each([
    [{ REDIS_URL: 'redis://a:6379' }, 'redis://a:6379'],
    [{ REDIS_URL: 'redis://a:6379', REDIS_QUEUE_URL: 'redis://b:6379' }, 'redis://b:6379'],
  ])('takes %j', (env, url) => {
    expect(load(env)).toEqual({ REDIS_QUEUE_URL: url });
  });

  it('says what to set when nothing is, and refuses what is no Redis URL', () => {
    expect(() => load({})).toThrow('REDIS_QUEUE_URL: is missing: set it, or set REDIS_URL');
    expect(() => load({ REDIS_QUEUE_URL: 'http://a' })).toThrow('REDIS_QUEUE_URL');
  });
});
