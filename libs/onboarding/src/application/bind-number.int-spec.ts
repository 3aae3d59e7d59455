import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import { type TwoTenants, twoTenants } from '../../../../test/support/two-tenants.js';
import { OnboardingModule } from '../onboarding.module.js';
import { BindNumber, type BindNumberInput } from './bind-number.js';

const digits = (length: number) => Array.from({ length }, () => String(randomInt(1, 10))).join('');

describe('BindNumber', () => {
  let context: INestApplicationContext;
  let two: TwoTenants;

  beforeAll(async () => {
    context = await createTestContext([OnboardingModule]);
    two = await twoTenants(context);
  });
  afterAll(() => context.close());

  const input = (changes: Partial<BindNumberInput> = {}): BindNumberInput => ({
    tenantId: two.globex.tenantId,
    wabaId: two.globex.wabas[0]!.wabaId,
    appKeys: [],
    number: {
      phoneNumberId: digits(15),
      displayPhoneNumber: digits(12),
      isCallingEnabled: true,
      profile: 'PRODUCTION',
      route: 'SDES',
    },
    ...changes,
  });
  const bind = (given: BindNumberInput) =>
    context.get(BindNumber).execute(two.staff.context, given);
  const bindingsOf = (wabaId: string) =>
    ownerQuery<{ app_key: string; business_id: string | null }>(
      `select app_key, business_id from app_binding where waba_id = $1`,
      [wabaId],
    );

  it('joins a number to a WABA of the tenant, with further apps, again and again to the same', async () => {
    const given = input({ appKeys: [two.apps.beta.appKey] });
    const bound = await bind(given);
    if (bound.kind !== 'bound') throw new Error(bound.kind);
    expect(bound.number).toMatchObject({
      ...given.number,
      tenantId: two.globex.tenantId,
      wabaRowId: two.globex.wabas[0]!.id,
    });
    expect(await bind(given)).toEqual(bound);
    const bindings = await bindingsOf(given.wabaId);
    expect(bindings.map(({ app_key }) => app_key).sort()).toEqual(
      [two.apps.alpha.appKey, two.apps.beta.appKey].sort(),
    );
    expect(new Set(bindings.map(({ business_id }) => business_id)).size).toBe(1);
  });

  it('refuses what is another tenant’s or unknown, and keeps nothing', async () => {
    const { acme, globex } = two;
    const taken = { ...input().number, phoneNumberId: acme.numbers[0]!.phoneNumberId };
    const refusals = await Promise.all([
      bind(input({ wabaId: acme.wabas[0]!.wabaId })),
      bind(input({ wabaId: digits(15) })),
      bind(input({ number: taken })),
      bind(input({ appKeys: ['nobody'] })),
      bind(input({ tenantId: '0199c000-0000-7000-8000-00000000dead' })),
    ]);
    expect(refusals).toEqual([
      { kind: 'waba_taken', wabaId: acme.wabas[0]!.wabaId },
      { kind: 'unknown_waba', wabaId: expect.any(String) },
      { kind: 'number_taken', phoneNumberId: taken.phoneNumberId },
      { kind: 'unknown_app', appKey: 'nobody' },
      { kind: 'unknown_tenant' },
    ]);
    const rows = await ownerQuery(
      `select phone_number_id from number_directory where tenant_id = $1`,
      [globex.tenantId],
    );
    expect(rows).toHaveLength(2);
  });
});
