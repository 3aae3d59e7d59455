import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ownerQuery } from '../support/owner-query.js';
import { SignallingWorld } from '../support/signalling-world.js';

/** JSON of another process, read by tests that know its form. */
type Json = ReturnType<typeof JSON.parse>;

const CAN = `query ($phoneNumberId: String!, $consumer: ConsumerInput!) {
  canCall(phoneNumberId: $phoneNumberId, consumer: $consumer) {
    isAllowed verdicts { rule outcome code reason } } }`;
const SHOW = `query ($phoneNumberId: String!, $consumer: ConsumerInput!) {
  callPermission(phoneNumberId: $phoneNumberId, consumer: $consumer) {
    state next requests { usedInDay allowedInDay } consumer { waId } metaAskedAt } }`;

let world: SignallingWorld;
let people = 0;
let waId: string;

beforeAll(async () => {
  world = await SignallingWorld.start({ consumers: [] });
}, 30_000);
afterAll(() => world.stop());
beforeEach(async () => {
  people += 1;
  waId = `2547550${String(people).padStart(5, '0')}`;
  await world.sim('PUT', `/consumers/${waId}`, { userId: `KE.${waId}`, name: waId });
});

const acme = () => world.two.acme;
const phoneNumberId = () => acme().numbers[0]!.phoneNumberId;
const about = () => ({ phoneNumberId: phoneNumberId(), consumer: { waId } });
const can = (): Promise<Json> => world.ask(acme(), CAN, about());
const show = (): Promise<Json> => world.ask(acme(), SHOW, about());
async function consumers(): Promise<number> {
  const rows = await ownerQuery(`select 1 from consumer where tenant_id = $1`, [acme().tenantId]);
  return rows.length;
}
const verdict = ({ verdicts }: Json, rule: string): Json =>
  verdicts.find((one: Json) => one.rule === rule);
async function reads(): Promise<number> {
  const { requests } = await world.sim('GET', '/graph-requests');
  return requests.filter(({ endpoint }: Json) => endpoint === 'call_permissions').length;
}

describe('somebody whom nobody has heard of', () => {
  it('is asked about at Meta once, judged by its word, and kept nowhere', async () => {
    const [before, readBefore] = [await consumers(), await reads()];
    const first = await can();
    expect(first.isAllowed).toBe(false);
    expect(verdict(first, 'call_permission')).toMatchObject({ code: 'CALL_PERMISSION_MISSING' });
    expect(await show()).toMatchObject({
      state: 'NONE',
      next: 'MAY_REQUEST',
      consumer: { waId },
      requests: { usedInDay: 0 },
      metaAskedAt: expect.stringMatching(/Z$/),
    });
    expect(await can()).toEqual(first);
    expect(await consumers()).toBe(before);
    expect((await reads()) - readBefore).toBe(1);
  });

  it('is kept once Meta knows of a permission', async () => {
    const before = await consumers();
    await world.sim('PUT', `/consumers/${waId}`, {
      userId: `KE.${waId}`,
      name: waId,
      permissions: [{ phoneNumberId: phoneNumberId(), status: 'permanent' }],
    });
    expect(await show()).toMatchObject({ state: 'PERMANENT', next: 'MAY_CALL' });
    expect(await can()).toMatchObject({ isAllowed: true });
    expect(await consumers()).toBe(before + 1);
  });

  it('is let through to Meta while Meta does not answer', async () => {
    await world.sim('PUT', '/faults', {
      graph: [{ endpoint: 'call_permissions', status: 503, code: 2, times: 'always' }],
    });
    const before = await consumers();
    expect(verdict(await can(), 'call_permission')).toMatchObject({
      outcome: 'ALLOWED',
      reason: expect.stringMatching(/Meta decides/),
    });
    expect(await show()).toMatchObject({ state: 'UNKNOWN' });
    await world.sim('DELETE', '/faults');
    expect(await consumers()).toBe(before);
  });
});
