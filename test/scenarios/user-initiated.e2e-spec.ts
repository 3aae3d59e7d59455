import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { Scenario, timeless } from './support/scenario.js';

let world: Scenario;

beforeAll(async () => {
  world = await Scenario.start();
}, 90_000);
afterAll(() => world.stop());
beforeEach(() => world.reset());

async function talk(wacid: string, forMs = 1500): Promise<void> {
  const { answered_at } = await world.inProgress({ wacid });
  await eventually(() => Date.now() - Number(answered_at) >= forMs);
}

describe('a user-initiated call', () => {
  it('is answered, bridged with sound both ways, told and rated', async () => {
    const wacid = await world.userCalls();
    await talk(wacid);
    await world.sim('POST', `/calls/${wacid}/hangup`);
    const call = await world.ended({ wacid });
    expect([call.state, call.direction]).toEqual(['COMPLETED', 'USER_INITIATED']);
    expect(await world.toldOf(call.id)).toEqual([
      'call.connect',
      'call.accepted',
      'call.terminated',
    ]);
    const { media } = await world.sim('GET', `/calls/${wacid}`);
    expect(media.heard.count).toBeGreaterThan(40);
    const { usage, settled } = await world.projection(call.id);
    expect(settled).toBe(true);
    expect(usage).toEqual([
      expect.objectContaining({ direction: 'USER_INITIATED', cost_nano: '0', price_nano: '0' }),
    ]);
  });

  it('is rejected by the tenant', async () => {
    await world.tenant('PUT', '/behaviour', { onConnect: 'reject' });
    const wacid = await world.userCalls();
    const call = await world.ended({ wacid });
    expect([call.state, call.billable_seconds]).toEqual(['REJECTED', null]);
    expect(await world.toldOf(call.id)).toEqual(['call.connect', 'call.terminated']);
  });

  it('is not answered: rung for its time, NO_ANSWER, no usage', async () => {
    await world.tenant('PUT', '/behaviour', { onConnect: 'ignore' });
    const wacid = await world.userCalls();
    await world.call({ wacid }, ({ state }) => state === 'PRE_ACCEPTED');
    await world.stack.setClock(50_000);
    const call = await world.ended({ wacid });
    expect(call.state).toBe('NO_ANSWER');
    const { usage } = await world.projection(call.id);
    expect(usage).toEqual([]);
  });

  it('is canceled when the user hangs up while it rings', async () => {
    await world.tenant('PUT', '/behaviour', { onConnect: 'ignore' });
    const wacid = await world.userCalls();
    await world.call({ wacid }, ({ state }) => state === 'PRE_ACCEPTED');
    await world.sim('POST', `/calls/${wacid}/hangup`);
    expect((await world.ended({ wacid })).state).toBe('CANCELED');
  });

  it('that was hung up before connect arrives is never offered', async () => {
    const wacid = await world.userCalls({ webhooks: { terminateFirst: true } });
    await world.sim('POST', `/calls/${wacid}/hangup`);
    const call = await world.call(
      { wacid },
      ({ facts, ended_at }) => ended_at && facts.facts.offered,
    );
    expect(call.state).toBe('CANCELED');
    expect(await world.toldOf(call.id)).toEqual(['call.terminated']);
    const requests = await world.sim('GET', '/graph-requests');
    expect(JSON.stringify(requests)).not.toContain(wacid);
  });

  it('whose webhooks all come three times ends as if they came once', async () => {
    const play = async (faults?: Record<string, unknown>) => {
      const wacid = await world.userCalls(faults);
      await talk(wacid, 1200);
      await world.sim('POST', `/calls/${wacid}/hangup`);
      return world.projection((await world.ended({ wacid })).id);
    };
    const once = await play();
    const thrice = await play({ webhooks: { duplicate: 2 } });
    expect(timeless(thrice)).toEqual(timeless(once));
  });

  it('of one tenant is not seen by the other', async () => {
    const wacid = await world.userCalls();
    const call = await world.inProgress({ wacid });
    await world.sim('POST', `/calls/${wacid}/hangup`);
    await world.ended({ wacid });
    const [globex] = await world.query(`select id from tenant where key = 'globex'`);
    expect(call.tenant_id).not.toBe(globex!.id);
    const foreign = await world.query(
      `select 1 from message where tenant_id = $1 union all select 1 from call where tenant_id = $1`,
      [globex!.id],
    );
    expect(foreign).toEqual([]);
  });
});
