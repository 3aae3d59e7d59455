import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { AppError, type Envelope, ENVELOPE, Secret, systemTenantContext } from '#patchbay/kernel';
import { wabaAccessToken } from '#patchbay/numbers';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import { type TwoTenants, twoTenants } from '../../../../test/support/two-tenants.js';
import { OnboardingModule } from '../onboarding.module.js';
import { BindWaba, type BindWabaInput } from './bind-waba.js';

const digits = (length: number) => Array.from({ length }, () => String(randomInt(1, 10))).join('');

describe('BindWaba', () => {
  let context: INestApplicationContext;
  let two: TwoTenants;
  let bindWaba: BindWaba;

  beforeAll(async () => {
    context = await createTestContext([OnboardingModule]);
    two = await twoTenants(context);
    bindWaba = context.get(BindWaba);
  });
  afterAll(() => context.close());

  const number = (changes: object = {}) => ({
    phoneNumberId: digits(15),
    displayPhoneNumber: digits(12),
    isCallingEnabled: true,
    profile: 'PRODUCTION' as const,
    route: 'SDES' as const,
    ...changes,
  });
  const input = (changes: Partial<BindWabaInput> = {}): BindWabaInput => ({
    tenantId: two.acme.tenantId,
    wabaId: digits(15),
    businessId: digits(15),
    name: 'A WABA',
    currency: 'USD',
    timeZone: 'Africa/Nairobi',
    accessToken: new Secret('EAAfirst'),
    appKeys: [two.apps.alpha.appKey],
    phoneNumbers: [number()],
    ...changes,
  });
  const bind = (given: BindWabaInput) => bindWaba.execute(two.staff.context, given);
  const rowsOf = async (wabaId: string) => ({
    wabas: await ownerQuery(`select id, name from waba where waba_id = $1`, [wabaId]),
    directory: await ownerQuery(
      `select phone_number_id, tenant_id from number_directory where waba_id = $1 order by 1`,
      [wabaId],
    ),
    bindings: await ownerQuery(
      `select app_key, tenant_id from app_binding where waba_id = $1 order by 1`,
      [wabaId],
    ),
  });
  const tokenOf = (tenantId: string, wabaRowId: string) =>
    context
      .get(TenantDatabase)
      .run(systemTenantContext(tenantId, 'test'), (tx) =>
        wabaAccessToken(tx, context.get<Envelope>(ENVELOPE), wabaRowId),
      );

  it('joins WABA, numbers, directory and apps to the tenant, the token sealed', async () => {
    const given = input();
    const outcome = await bind(given);

    if (outcome.kind !== 'bound') throw new Error(outcome.kind);
    const { tenantId } = two.acme;
    expect(outcome.numbers).toEqual([
      { ...given.phoneNumbers[0], id: expect.any(String), tenantId, wabaRowId: outcome.wabaRowId },
    ]);
    expect(await rowsOf(given.wabaId)).toEqual({
      wabas: [{ id: outcome.wabaRowId, name: 'A WABA' }],
      directory: [{ phone_number_id: given.phoneNumbers[0]!.phoneNumberId, tenant_id: tenantId }],
      bindings: [{ app_key: two.apps.alpha.appKey, tenant_id: tenantId }],
    });
    expect((await tokenOf(tenantId, outcome.wabaRowId)).reveal()).toBe('EAAfirst');
    const [row] = await ownerQuery<{ access_token_sealed: string }>(
      `select access_token_sealed from waba where id = $1`,
      [outcome.wabaRowId],
    );
    expect(row?.access_token_sealed).toMatch(/^v1:/);
    expect(row?.access_token_sealed).not.toContain('EAAfirst');
  });

  it('comes to the same rows again, with the new token and what is missing added', async () => {
    const given = input();
    const first = await bind(given);
    const more = {
      ...given,
      name: 'Renamed',
      accessToken: new Secret('EAAsecond'),
      appKeys: [two.apps.alpha.appKey, two.apps.beta.appKey],
      phoneNumbers: [...given.phoneNumbers, number()],
    };
    const second = await bind(more);
    const third = await bind(more);

    if (first.kind !== 'bound' || second.kind !== 'bound') throw new Error('not bound');
    expect(second.wabaRowId).toBe(first.wabaRowId);
    expect(second.numbers[0]).toEqual(first.numbers[0]);
    expect(second.numbers).toHaveLength(2);
    expect(third).toEqual(second);
    expect((await tokenOf(two.acme.tenantId, second.wabaRowId)).reveal()).toBe('EAAsecond');
    const rows = await rowsOf(given.wabaId);
    expect(rows.wabas).toEqual([{ id: first.wabaRowId, name: 'Renamed' }]);
    expect(rows.directory).toHaveLength(2);
    expect(rows.bindings).toHaveLength(2);
  });

  it('refuses the WABA of another tenant, also through an app it is not bound to', async () => {
    const { wabaId } = two.globex.wabas[0]!;
    const before = await rowsOf(wabaId);

    for (const app of [two.apps.alpha, two.apps.beta]) {
      expect(await bind(input({ wabaId, appKeys: [app.appKey] }))).toEqual({
        kind: 'waba_taken',
        wabaId,
      });
    }
    expect(await rowsOf(wabaId)).toEqual(before);
  });

  it('gives a free WABA to one of two tenants that bind it at once', async () => {
    const wabaId = digits(15);
    const outcomes = await Promise.all([
      bind(input({ wabaId })),
      bind(input({ wabaId, tenantId: two.globex.tenantId, appKeys: [two.apps.beta.appKey] })),
    ]);

    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['bound', 'waba_taken']);
    expect((await rowsOf(wabaId)).bindings).toHaveLength(1);
  });

  it('refuses a number that another WABA has, by Meta’s id or by its digits, and keeps nothing', async () => {
    const taken = two.globex.numbers[0]!;
    const own = two.acme.numbers[0]!;
    const refused = [
      number({ phoneNumberId: taken.phoneNumberId }),
      number({ displayPhoneNumber: taken.displayPhoneNumber }),
      number({ phoneNumberId: own.phoneNumberId, displayPhoneNumber: own.displayPhoneNumber }),
    ];

    for (const one of refused) {
      const given = input({ phoneNumbers: [number(), one] });
      expect(await bind(given)).toEqual({
        kind: 'number_taken',
        phoneNumberId: one.phoneNumberId,
      });
      expect(await rowsOf(given.wabaId)).toEqual({ wabas: [], directory: [], bindings: [] });
    }
  });

  it('refuses a tenant and an app that do not exist', async () => {
    const ABSENT = '0199c000-0000-7000-8000-00000000dead';

    expect(await bind(input({ tenantId: ABSENT }))).toEqual({ kind: 'unknown_tenant' });
    expect(await bind(input({ appKeys: ['nobody'] }))).toEqual({
      kind: 'unknown_app',
      appKey: 'nobody',
    });
  });

  it('is for staff', async () => {
    const viewer = { actor: { kind: 'staff_client', id: 's', roles: ['BSP_VIEWER'] } } as const;

    await expect(bindWaba.execute(viewer, input())).rejects.toThrow(AppError);
  });
});
