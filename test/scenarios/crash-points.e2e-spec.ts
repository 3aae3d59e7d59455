import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { eventually } from '#patchbay/kernel/testing';
import { Scenario, timeless } from './support/scenario.js';

let world: Scenario;
let clean: unknown;

async function finish(wacid: string): Promise<unknown> {
  await world.inProgress({ wacid });
  await world.sim('POST', `/calls/${wacid}/hangup`);
  return timeless(await world.projection((await world.ended({ wacid })).id));
}

beforeAll(async () => {
  world = await Scenario.start();
  clean = await finish(await world.userCalls());
}, 120_000);
afterAll(() => world.stop());
beforeEach(() => world.reset());

describe('after a crash the final rows equal those of the run without one', () => {
  it.each([
    ['api', 'ingest.after-commit'],
    ['worker', 'drain.before-commit'],
    ['worker', 'drain.after-commit'],
    ['worker', 'effect.after-send'],
  ])(
    '%s dies at %s',
    async (name, point) => {
      await world.stack.restart(name, { DANGEROUS_CRASH_AT: point });
      const exited = world.stack.exited(name);
      const wacid = await world.userCalls();
      expect((await exited).signal).toBe('SIGKILL');
      await world.stack.restart(name);
      expect(await finish(wacid)).toEqual(clean);
    },
    60_000,
  );

  it('Redis is emptied in the middle of the call', async () => {
    const wacid = await world.userCalls();
    await world.inProgress({ wacid });
    const redis = new Redis(world.stack.services.redisUrl);
    await redis.flushall();
    redis.disconnect();
    expect(await finish(wacid)).toEqual(clean);
  }, 60_000);
});

describe('the media node dies in the middle of a call', () => {
  it('the call is ended at Meta and nobody hears anything more', async () => {
    const wacid = await world.userCalls();
    await world.inProgress({ wacid });
    await world.stack.kill('media');
    const heard = async (): Promise<number> =>
      (await world.sim('GET', `/calls/${wacid}`)).media.heard.count;
    const atDeath = await heard();
    const call = await world.ended({ wacid });
    expect(call.facts.facts.node_lost).toBeDefined();
    expect(await heard()).toBeLessThan(atDeath + 5);
    const { state } = await eventually(async () => {
      const seen = await world.sim('GET', `/calls/${wacid}`);
      return seen.state === 'ENDED' ? seen : undefined;
    });
    expect(state).toBe('ENDED');
    await world.stack.restart('media');
  }, 60_000);
});
