import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeId } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { ACME_NUMBER, AMINA, type Json, Scenario } from './support/scenario.js';
import { setRoute } from './support/set-route.js';

let world: Scenario;

beforeAll(async () => {
  world = await Scenario.start();
}, 90_000);
afterAll(() => world.stop());
beforeEach(async () => {
  await world.reset();
  await world.tenant('PUT', '/behaviour', { onConnect: 'ignore' });
});

const route = (input: Json): Promise<void> =>
  setRoute(world, { phoneNumberId: ACME_NUMBER, targets: [{ target: 'SDES' }], ...input });

/** What we sent to Meta about a call, in order. */
async function actionsOf(wacid: string): Promise<string[]> {
  const { requests } = await world.sim('GET', '/graph-requests');
  return (requests as Json[])
    .filter((request) => JSON.stringify(request).includes(wacid))
    .map((request) =>
      String(/"action":\s*"(\w+)"/.exec(JSON.stringify(request).replaceAll('\\', ''))?.[1]),
    );
}

/** The tenant's `call.connect` of a call, once the tenant has it. */
async function connectOf(wacid: string): Promise<Json> {
  const { id } = await world.call({ wacid }, ({ facts }) => facts.asked.told.length > 0);
  return eventually(
    async () => {
      const { events } = await world.tenant(
        'GET',
        `/events?callId=${encodeId('call', String(id))}`,
      );
      return (events as Json[]).find(({ event }) => event.type === 'call.connect');
    },
    { within: 8000 },
  );
}

async function rejectedByTenant(wacid: string): Promise<Json> {
  const { event } = await connectOf(wacid);
  await world.tenant('POST', `/calls/${String(event.data.callId)}/reject`);
  return world.ended({ wacid });
}

describe('the route of a number', () => {
  it('REJECT turns the call away at Meta: the tenant hears of its end only, and why', async () => {
    await route({ targets: [{ target: 'REJECT' }] });
    const wacid = await world.userCalls();
    const call = await world.ended({ wacid });
    expect([call.state, call.end_code, call.termination_cause, call.disconnected_by]).toEqual([
      'REJECTED',
      'ROUTE_REJECTS',
      'TURNED_AWAY_BY_ROUTE',
      'PLATFORM',
    ]);
    expect(await world.toldOf(call.id)).toEqual(['call.terminated']);
    expect(await actionsOf(wacid)).toEqual(['reject']);
  });

  it('PASSTHROUGH gives the tenant Meta’s own SDP, and its refusal before pre_accept is a reject', async () => {
    await route({ targets: [{ target: 'PASSTHROUGH' }] });
    const wacid = await world.userCalls();
    const call = await world.call({ wacid }, ({ facts }) => facts.asked.told.length > 0);
    expect([call.media_mode, call.node_id]).toEqual(['PASSTHROUGH', null]);
    expect(JSON.stringify(await connectOf(wacid))).toContain('UDP/TLS/RTP/SAVPF');
    await rejectedByTenant(wacid);
    expect(await actionsOf(wacid)).toEqual(['reject']);
  });

  it('SDES rings the tenant when the media towards Meta is up; a refusal then is a terminate', async () => {
    await route({});
    const wacid = await world.userCalls();
    const call = await rejectedByTenant(wacid);
    const { meta_leg_connected, tenant_rejected } = call.facts.facts;
    expect(meta_leg_connected.atMs).toBeLessThan(tenant_rejected.atMs);
    expect(call.state).toBe('REJECTED');
    expect(await actionsOf(wacid)).toEqual(['pre_accept', 'terminate']);
  });

  it.each([
    [false, ['call.terminated']],
    [true, ['call.connect', 'call.terminated']],
  ])('with ringAtOnce %s: media that never comes up', async (ringAtOnce, told) => {
    await route({ ringAtOnce });
    await world.sim('POST', '/faults/rules', { match: { consumer: AMINA }, profile: 'ice-never' });
    const wacid = await world.userCalls();
    const { id } = await world.call({ wacid }, ({ facts }) => facts.facts.pre_accept_done);
    if (ringAtOnce) {
      await world.call({ wacid }, ({ facts }) => facts.asked.told.includes('call.connect'));
    }
    await world.sim('POST', `/calls/${wacid}/hangup`);
    await world.ended({ wacid });
    expect(await world.toldOf(id)).toEqual(told);
  });

  it('with skipPreAccept accepts at once, and both sides hear each other', async () => {
    await route({ skipPreAccept: true });
    await world.tenant('PUT', '/behaviour', { onConnect: 'accept' });
    const wacid = await world.userCalls();
    await world.inProgress({ wacid });
    await world.call({ wacid }, ({ facts }) => facts.facts.meta_leg_connected);
    await eventually(
      async () => {
        const { media } = await world.sim('GET', `/calls/${wacid}`);
        return media?.heard?.count > 10 ? true : undefined;
      },
      { within: 8000 },
    );
    await world.sim('POST', `/calls/${wacid}/hangup`);
    expect((await world.ended({ wacid })).state).toBe('COMPLETED');
    expect(await actionsOf(wacid)).toEqual(['accept']);
  });

  it('rings for its own time and not for the platform’s', async () => {
    await route({ ringTimeoutSeconds: 20 });
    const wacid = await world.userCalls();
    const { id } = await world.call({ wacid }, ({ state }) => state === 'PRE_ACCEPTED');
    const [work] = await world.query(
      `select extract(epoch from w.deadline_at - c.started_at)::int as seconds
         from call_work w join call c on c.id = w.call_id where w.call_id = $1`,
      [id],
    );
    expect(work!.seconds).toBe(20);
    await world.stack.setClock(21_000);
    expect((await world.ended({ wacid })).state).toBe('NO_ANSWER');
  });

  it('lets through only calls that carry a payload, from a link as from a button', async () => {
    await route({ targets: [{ target: 'PASSTHROUGH' }], filters: { mustCarryPayload: true } });
    const plain = await world.ended({ wacid: await world.userCalls() });
    expect(plain.end_code).toBe('ROUTE_NO_PAYLOAD');
    const chosen = { consumer: AMINA, phoneNumberId: ACME_NUMBER, deeplinkPayload: 'order=1' };
    const { wacid } = await world.sim('POST', '/calls', chosen);
    const call = await world.call({ wacid: String(wacid) }, ({ facts }) => facts.facts.routed);
    expect(call.facts.facts.routed.data.target).toBe('PASSTHROUGH');
    await world.sim('POST', `/calls/${String(wacid)}/hangup`);
    await world.ended({ wacid: String(wacid) });
  });
});
