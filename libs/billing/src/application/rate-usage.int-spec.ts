import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TenantContext, tenantContext, uuidv7 } from '#patchbay/kernel';
import { amountOf, type Money } from '../domain/money.js';
import { BillingWorld } from '../testing/index.js';

let world: BillingWorld;
let acme: TenantContext;
let globex: TenantContext;

beforeAll(async () => {
  world = await BillingWorld.open();
  await world.rateCard();
  acme = await world.tenant('0.02');
  globex = await world.tenant('0.025');
});
afterAll(async () => {
  await world.close();
});

const amount = (money: Money | null) => money && `${amountOf(money)} ${money.currency}`;

async function listed(tenant: TenantContext, id: string) {
  const { items } = await world.listUsageRecords.execute(tenant, { first: 200 });
  const record = items.find((item) => item.id === id);
  if (record === undefined) throw new Error('not in the list');
  const { pulses, isRated, cost, price } = record;
  return { pulses, isRated, cost: amount(cost), price: amount(price) };
}

const aCurrency = (): string =>
  String.fromCharCode(...Array.from({ length: 3 }, () => 65 + Math.floor(Math.random() * 26)));

const countOf = (tenant: TenantContext, sql: string) =>
  world.tenantDatabase.run(tenant, async (tx) => {
    const [row] = await tx.query<{ n: number }>(sql);
    return row!.n;
  });

describe('RateUsage', () => {
  it("rates at Meta's rate and each tenant's own price", async () => {
    const ours = await world.usage(acme);
    const theirs = await world.usage(globex);
    expect(await world.rateUsage.execute(acme.tenantId, ours)).toMatchObject({ kind: 'rated' });
    expect(await world.rateUsage.execute(globex.tenantId, theirs)).toMatchObject({ kind: 'rated' });
    const common = { pulses: 2, isRated: true, cost: '0.00206 USD' };
    expect(await listed(acme, ours)).toEqual({ ...common, price: '0.004 USD' });
    expect(await listed(globex, theirs)).toEqual({ ...common, price: '0.005 USD' });
  });

  it('rates a user-initiated call with its pulses and for nothing, from any market', async () => {
    const usage = { direction: 'USER_INITIATED', billableSeconds: 61, market: null } as const;
    const id = await world.usage(acme, usage);
    await world.rateUsage.execute(acme.tenantId, id);
    expect(await listed(acme, id)).toEqual({
      pulses: 11,
      isRated: true,
      cost: '0 USD',
      price: '0 USD',
    });
  });

  it('rates once, also when two raters meet', async () => {
    const id = await world.usage(acme);
    const rate = () => world.rateUsage.execute(acme.tenantId, id);
    const outcomes = await Promise.all([rate(), rate(), rate()]);
    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual([
      'already_rated',
      'already_rated',
      'rated',
    ]);
    const sql = `select count(*)::int as n from rated_line where usage_record_id = '${id}'`;
    expect(await countOf(acme, sql)).toBe(1);
  });

  it.each([
    [{ market: null }, 'MARKET_UNKNOWN'],
    [{ market: 'Other' }, 'NO_TENANT_PRICE'],
    [{ answeredAt: new Date('2026-09-30T23:59:59Z') }, 'NO_TENANT_PRICE'],
  ])('leaves %j unrated: %s', async (usage, reason) => {
    const id = await world.usage(acme, usage);
    const outcome = await world.rateUsage.execute(acme.tenantId, id);
    expect(outcome).toMatchObject({ kind: 'unrated', reason });
    const unrated = { pulses: 2, isRated: false, cost: null, price: null };
    expect(await listed(acme, id)).toEqual(unrated);
  });

  it('leaves what is not on the rate card unrated, until the line is imported', async () => {
    const tenant = await world.tenant();
    // A rate card outlives the test, so this one is in a currency of its own.
    const rate = { market: 'Morocco', currency: aCurrency(), effectiveFrom: '2026-10-01' };
    const price = { ...rate, perMinute: '0.3' };
    await world.setTenantPrice.execute(world.finance, tenant.tenantId, price);
    const id = await world.usage(tenant, { market: 'Morocco' });
    expect(await world.rateUsage.execute(tenant.tenantId, id)).toEqual({
      kind: 'unrated',
      reason: 'NOT_ON_RATE_CARD',
      market: 'Morocco',
    });
    const line = { ...rate, perMinute: '0.1', minutesFrom: 0, source: 'test' };
    await world.importRateCardLine.execute(world.finance, line);
    const outcome = await world.rateUsage.execute(tenant.tenantId, id);
    expect(outcome).toMatchObject({ kind: 'rated', rating: { costNano: 20_000_000n } });
    expect(await listed(tenant, id)).toMatchObject({ price: `0.06 ${rate.currency}` });
  });

  it("does not find another tenant's record", async () => {
    const id = await world.usage(acme);
    await expect(world.rateUsage.execute(globex.tenantId, id)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('recordUsage', () => {
  it('keeps one record and one event for a call, however often it is told', async () => {
    const callId = uuidv7(world.clock);
    const first = await world.usage(acme, { callId });
    expect(await world.usage(acme, { callId, billableSeconds: 9 })).toBe(first);
    const sql = `select count(*)::int as n from usage_record where call_id = '${callId}'`;
    expect(await countOf(acme, sql)).toBe(1);
    const { items } = await world.listUsageRecords.execute(acme, { filter: { callId } });
    expect(items).toMatchObject([{ id: first, billableSeconds: 7 }]);
  });
});

describe('ListUsageRecords', () => {
  it("pages through the tenant's own records, newest first", async () => {
    const tenant = await world.tenant('0.02');
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      ids.unshift(await world.usage(tenant));
      world.clock.advance(1);
    }
    const page = await world.listUsageRecords.execute(tenant, { first: 2 });
    expect(page.items.map((item) => item.id)).toEqual(ids.slice(0, 2));
    expect(page.hasNextPage).toBe(true);
    const rest = await world.listUsageRecords.execute(tenant, { first: 2, after: ids[1] });
    expect(rest.items.map((item) => item.id)).toEqual(ids.slice(2));
    expect(rest.hasNextPage).toBe(false);
  });

  it('is closed to agents', async () => {
    const agent = tenantContext(acme.tenantId, {
      kind: 'api_client',
      id: 'a',
      roles: ['TENANT_AGENT'],
    });
    await expect(world.listUsageRecords.execute(agent)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
