import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportRateCardLine, RateUsage, recordUsage, SetTenantPrice } from '#patchbay/billing';
import { TenantDatabase } from '#patchbay/database';
import { encodeId } from '#patchbay/kernel';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TestTenant, type TwoTenants, twoTenants } from '../support/two-tenants.js';

const LIST = `query ($callId: CallID) {
  usageRecords(filter: { callId: $callId }) {
    edges { node {
      callId direction market billableSeconds pulses
      cost { amount currency } price { amount currency } phoneNumber { id phoneNumberId }
    } }
  }
}`;

describe('usageRecords', () => {
  let api: TestApp;
  let two: TwoTenants;

  beforeAll(async () => {
    api = await createTestApp();
    two = await twoTenants(api);
  });
  afterAll(() => api.close());

  async function record({ context, numbers }: TestTenant): Promise<string> {
    const callId = randomUUID();
    await api.app.get(TenantDatabase).run(context, (tx) =>
      recordUsage(tx, api.clock, {
        callId,
        numberId: numbers[0]!.id,
        consumerId: null,
        market: 'Rest of Africa',
        direction: 'BUSINESS_INITIATED',
        answeredAt: new Date(api.clock.nowMs() - 7000),
        endedAt: api.clock.now(),
        billableSeconds: 7,
        traceparent: null,
      }),
    );
    return callId;
  }
  const list = (token: string, callId?: string) =>
    graphql(api, token, LIST, callId === undefined ? {} : { callId: encodeId('call', callId) });

  it('show what a call counts for, and its money once it is rated', async () => {
    const { acme, staff } = two;
    const dated = { market: 'Rest of Africa', currency: 'USD', effectiveFrom: '2026-10-01' };
    await api.app
      .get(ImportRateCardLine)
      .execute(staff.context, { ...dated, perMinute: '0.0103', minutesFrom: 0, source: 'test' });
    await api.app
      .get(SetTenantPrice)
      .execute(staff.context, acme.tenantId, { ...dated, perMinute: '0.02' });
    const callId = await record(acme);
    const node = {
      callId: encodeId('call', callId),
      direction: 'BUSINESS_INITIATED',
      market: 'Rest of Africa',
      billableSeconds: 7,
      pulses: 2,
      phoneNumber: {
        id: encodeId('phoneNumber', acme.numbers[0]!.id),
        phoneNumberId: acme.numbers[0]!.phoneNumberId,
      },
    };

    expect(expectSuccess(await list(acme.token, callId)).edges).toEqual([
      { node: { ...node, cost: null, price: null } },
    ]);
    const [row] = await ownerQuery<{ usage_record_id: string }>(
      `select usage_record_id from usage_key where call_id = $1`,
      [callId],
    );
    await api.app.get(RateUsage).execute(acme.tenantId, row!.usage_record_id);
    expect(expectSuccess(await list(acme.token, callId)).edges).toEqual([
      {
        node: {
          ...node,
          cost: { amount: '0.00206', currency: 'USD' },
          price: { amount: '0.004', currency: 'USD' },
        },
      },
    ]);
  });

  it('are the tenant’s own: a filter by a foreign call answers as by one that does not exist', async () => {
    const callId = await record(two.acme);

    expect(expectSuccess(await list(two.acme.token, callId)).edges).toHaveLength(1);
    const foreign = await list(two.globex.token, callId);
    const random = await list(two.globex.token, randomUUID());
    expect(foreign).toEqual(random);
    expect(expectSuccess(foreign).edges).toEqual([]);
  });

  it('refuse an id of another kind', async () => {
    const variables = { callId: two.acme.publicId };

    expect(errorCode(await graphql(api, two.acme.token, LIST, variables))).toBe('BAD_USER_INPUT');
  });
});
