import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StaffContext, uuidv7 } from '#patchbay/kernel';
import { BillingWorld } from '../testing/index.js';

let world: BillingWorld;

beforeAll(async () => {
  world = await BillingWorld.open();
});
afterAll(async () => {
  await world.close();
});

const RATE = {
  market: 'Rest of Africa',
  currency: 'USD',
  perMinute: '0.0103',
  effectiveFrom: '2026-10-01',
};
const LINE = { ...RATE, minutesFrom: 0, source: 'Meta, USD rate card' };
const viewer: StaffContext = { actor: { kind: 'staff_client', id: 'v', roles: ['BSP_VIEWER'] } };

describe('SetTenantPrice', () => {
  it('sets a price once; a repetition changes nothing and another amount is refused', async () => {
    const { tenantId } = await world.tenant();
    const set = (perMinute: string) =>
      world.setTenantPrice.execute(world.finance, tenantId, { ...RATE, perMinute });
    expect(await set('0.02')).toEqual({ kind: 'set' });
    expect(await set('0.020')).toEqual({ kind: 'unchanged' });
    expect(await set('0.03')).toEqual({ kind: 'price_differs', perMinute: '0.02' });
  });

  it('knows no other tenants than those there are', async () => {
    const nobody = uuidv7(world.clock);
    const setting = world.setTenantPrice.execute(world.finance, nobody, RATE);
    await expect(setting).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    [{ market: 'Rest of africa' }, "market must be one of Meta's markets"],
    [{ currency: 'usd' }, 'currency must be an ISO 4217 code'],
    [{ effectiveFrom: '2026-02-30' }, 'effectiveFrom must be a day'],
    [{ perMinute: '0.000000015' }, 'perMinute must be a decimal'],
    [{ perMinute: '-0.01' }, 'perMinute must be a decimal'],
    [{ perMinute: '1e-2' }, 'perMinute must be a decimal'],
  ])('says what is wrong with %j', async (wrong, message) => {
    const { tenantId } = await world.tenant();
    const setting = async () =>
      world.setTenantPrice.execute(world.finance, tenantId, { ...RATE, ...wrong });
    await expect(setting()).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining(message),
    });
  });

  it('is for finance only', async () => {
    const { tenantId } = await world.tenant();
    const setting = async () => world.setTenantPrice.execute(viewer, tenantId, RATE);
    await expect(setting()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('ImportRateCardLine', () => {
  it('imports a line once; a repetition changes nothing and another rate is refused', async () => {
    // Lines outlive the test: a tier of its own keeps it apart from earlier runs.
    const minutesFrom = Math.floor(Math.random() * 1e9) + 1;
    const add = (perMinute: string) =>
      world.importRateCardLine.execute(world.finance, { ...LINE, minutesFrom, perMinute });
    expect(await add('0.0084')).toEqual({ kind: 'imported' });
    expect(await add('0.0084')).toEqual({ kind: 'unchanged' });
    expect(await add('0.009')).toEqual({ kind: 'rate_differs', perMinute: '0.0084' });
  });

  it('is for finance only, and wants a source', async () => {
    const asViewer = async () => world.importRateCardLine.execute(viewer, LINE);
    await expect(asViewer()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const unsourced = async () =>
      world.importRateCardLine.execute(world.finance, { ...LINE, source: ' ' });
    await expect(unsourced()).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
