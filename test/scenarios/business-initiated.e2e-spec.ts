import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { AMINA, Scenario } from './support/scenario.js';

let world: Scenario;

beforeAll(async () => {
  world = await Scenario.start();
}, 90_000);
afterAll(() => world.stop());
beforeEach(() => world.reset());

describe('a business-initiated call', () => {
  it('is answered, bridged, told and charged by the pulse', async () => {
    const { callId } = await world.tenantCalls();
    const { answered_at } = await world.inProgress({ callId });
    await eventually(() => Date.now() - Number(answered_at) >= 2500);
    await world.tenant('POST', `/calls/${callId}/terminate`);
    const call = await world.ended({ callId });
    expect(call.state).toBe('COMPLETED');
    expect(await world.toldOf(call.id)).toEqual([
      'call.ringing',
      'call.accepted',
      'call.terminated',
    ]);
    const { usage } = await world.projection(call.id);
    expect(usage).toHaveLength(1);
    const pulses = Math.ceil(call.billable_seconds / 6);
    expect(usage[0]).toMatchObject({ pulses, cost_nano: String(pulses * 1_030_000) });
  });

  it('is rejected by the user', async () => {
    await world.sim('PUT', `/consumers/${AMINA}/behaviour`, { onRing: 'reject' });
    const { callId } = await world.tenantCalls();
    // Until REJECTED is known a terminate that overtook it reads as NO_ANSWER.
    const call = await world.call({ callId }, ({ state }) => state === 'REJECTED');
    expect(call.ended_at).not.toBeNull();
    // By the same overtaking it may be told after the end.
    expect(await world.toldOf(call.id, 'call.rejected')).toContain('call.ringing');
    expect((await world.projection(call.id)).usage).toEqual([]);
  });

  it('is not answered by the user', async () => {
    await world.sim('PUT', `/consumers/${AMINA}/behaviour`, { onRing: 'ignore' });
    const { callId } = await world.tenantCalls();
    const { wacid } = await world.call({ callId }, ({ state }) => state === 'RINGING');
    await world.sim('POST', `/calls/${wacid}/timeout`);
    const call = await world.ended({ callId });
    expect([call.state, call.answered_at]).toEqual(['NO_ANSWER', null]);
  });

  it('whose connect times out is joined by its webhook and placed once', async () => {
    const action = 'connect';
    await world.sim('PUT', '/faults', { graph: [{ action, timeoutMs: 6000, applied: true }] });
    const { callId } = await world.tenantCalls();
    await world.inProgress({ callId });
    await world.tenant('POST', `/calls/${callId}/terminate`);
    const call = await world.ended({ callId });
    expect(call.state).toBe('COMPLETED');
    const [{ count }] = (await world.query(
      `select count(*)::int as count from call where direction = 'BUSINESS_INITIATED'
          and wacid = $1`,
      [call.wacid],
    )) as [{ count: number }];
    expect(count).toBe(1);
    const { effects } = await world.projection(call.id);
    expect(effects).toContainEqual({ kind: 'graph.connect', state: 'UNKNOWN' });
  });

  it('that Meta refuses says why, with its trace id', async () => {
    await world.sim('PUT', '/faults', {
      graph: [{ action: 'connect', status: 401, code: 138006 }],
    });
    const refused = await world.tenantCalls();
    expect(refused.httpStatus).toBe(422);
    const [call] = await world.query(`select * from call order by id desc limit 1`);
    expect([call!.state, call!.meta_error.code]).toEqual(['FAILED', 138006]);
    expect(call!.meta_error.fbtraceId).toEqual(expect.any(String));
  });

  it('from a number without calling is refused before Meta hears of it', async () => {
    const before = await world.sim('GET', '/graph-requests');
    const refused = await world.tenantCalls('410000000000002');
    expect([refused.httpStatus, refused.error]).toEqual([422, 'CALLING_NOT_ENABLED']);
    expect(await world.sim('GET', '/graph-requests')).toEqual(before);
  });
});
