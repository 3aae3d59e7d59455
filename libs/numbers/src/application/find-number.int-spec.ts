import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { type Envelope, ENVELOPE } from '#patchbay/kernel';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { type TwoTenants, twoTenants } from '../../../../test/support/two-tenants.js';
import { NumbersModule } from '../numbers.module.js';
import { limitPolicy } from '../persistence/limit-policy.repository.js';
import { wabaAccessToken } from '../persistence/waba.repository.js';
import { FindNumber } from './find-number.js';

describe('a tenant’s numbers', () => {
  let context: INestApplicationContext;
  let two: TwoTenants;

  beforeAll(async () => {
    context = await createTestContext([NumbersModule]);
    two = await twoTenants(context);
  });
  afterAll(() => context.close());

  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'found',
      (error: unknown) => (error as { code?: string }).code,
    );

  it('are found by our id and by Meta’s', async () => {
    const find = context.get(FindNumber);
    const number = two.acme.numbers[1]!;

    expect(await find.execute(two.acme.context, { id: number.id })).toEqual(number);
    expect(await find.execute(two.acme.context, { phoneNumberId: number.phoneNumberId })).toEqual(
      number,
    );
    expect(number.isCallingEnabled).toBe(false);
  });

  it('are not there for another tenant', async () => {
    const find = context.get(FindNumber);
    const { id, phoneNumberId } = two.acme.numbers[0]!;

    expect(await codeOf(find.execute(two.globex.context, { id }))).toBe('NOT_FOUND');
    expect(await codeOf(find.execute(two.globex.context, { phoneNumberId }))).toBe('NOT_FOUND');
    expect(await find.byIds(two.globex.context, [id, two.globex.numbers[0]!.id])).toEqual(
      two.globex.numbers,
    );
  });

  it('are commanded with the token of their own WABA', async () => {
    const envelope = context.get<Envelope>(ENVELOPE);
    const waba = two.acme.wabas[1]!;
    const read = (tenant: TwoTenants['acme']) =>
      context
        .get(TenantDatabase)
        .run(tenant.context, (tx) => wabaAccessToken(tx, envelope, waba.id));

    expect((await read(two.acme)).reveal()).toBe(waba.accessToken);
    expect(await codeOf(read(two.globex))).toBe('NOT_FOUND');
  });

  it('have the limits that are in force on the day', async () => {
    const at = (day: string, name = 'answer_window') =>
      context
        .get(TenantDatabase)
        .run(two.acme.context, (tx) => limitPolicy(tx, 'PRODUCTION', name, new Date(day)));

    expect(await at('2026-11-21T10:00:00Z')).toMatchObject({ value: 60, unit: 'second' });
    expect(await codeOf(at('2026-03-29T23:59:59Z'))).toBe('INTERNAL');
    expect(await at('2026-03-30T00:00:00Z')).toMatchObject({ value: 60 });
    expect(await codeOf(at('2026-11-21T10:00:00Z', 'no_such_limit'))).toBe('INTERNAL');
  });
});
