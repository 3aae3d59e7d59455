import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type Actor, tenantContext, type TenantContext } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import type { StateConnection } from '#patchbay/state';
import { openState } from '#patchbay/state/testing';
import { RequestTurns } from './request-turns.js';

const actor: Actor = { kind: 'api_client', id: 'client-1', roles: ['TENANT_APP'] };
const definition = { name: 'test.place', roles: ['TENANT_APP'] as const };

let states: StateConnection[];
/** Of two processes. */
let one: RequestTurns;
let other: RequestTurns;

beforeAll(async () => {
  states = await Promise.all([
    openState(process.env.REDIS_URL!),
    openState(process.env.REDIS_URL!),
  ]);
  [one, other] = states.map((state) => new RequestTurns(state)) as [RequestTurns, RequestTurns];
});
afterAll(() => Promise.all(states.map((state) => state.close())));

const request = (key: string | undefined, tenant: TenantContext) => ({ tenant, definition, key });

/** Work that has begun, and ends when it is told to. */
function underWay(turns: RequestTurns, asked: ReturnType<typeof request>) {
  const state = { hasBegun: false, end: (): void => undefined };
  const until = new Promise<void>((resolve) => {
    state.end = resolve;
  });
  const done = turns.inTurn(asked, async () => {
    state.hasBegun = true;
    await until;
    return 'first';
  });
  return { state, done };
}

describe('requests with one idempotency key', () => {
  it.each([
    ['in one process', () => [one, one] as const],
    ['in two processes', () => [one, other] as const],
  ])('go one after another %s', async (_, processes) => {
    const [first, second] = processes();
    const asked = request('key', tenantContext(randomUUID(), actor));
    const before = underWay(first, asked);
    await eventually(() => before.state.hasBegun);
    const after = underWay(second, asked);
    // Of another key, another tenant and another actor, and without any, nobody waits.
    const elsewhere = { ...asked.tenant, actor: { ...actor, id: 'client-2' } };
    for (const free of [
      request('another', asked.tenant),
      request('key', tenantContext(randomUUID(), actor)),
      request('key', elsewhere),
      request(undefined, asked.tenant),
    ]) {
      expect(await second.inTurn(free, () => Promise.resolve('now'))).toBe('now');
    }
    expect(after.state.hasBegun).toBe(false);
    before.state.end();
    after.state.end();
    expect(await Promise.all([before.done, after.done])).toEqual(['first', 'first']);
  });

  it('are let in when the first has failed, and while Redis is away', async () => {
    const asked = request('key', tenantContext(randomUUID(), actor));
    const failing = one.inTurn(asked, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await other.inTurn(asked, () => Promise.resolve('next'))).toBe('next');

    const away = await openState(process.env.REDIS_URL!);
    await away.close();
    const alone = new RequestTurns(away);
    expect(await alone.inTurn(asked, () => Promise.resolve('without'))).toBe('without');
  });
});
