import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#patchbay/database';
import { type Clock, CLOCK, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import {
  type TestTenant,
  type TwoTenants,
  twoTenants,
} from '../../../../test/support/two-tenants.js';
import type { NumberEventDetail } from '../domain/number-event.js';
import { applyNumberEvent, type NumberEvent, type NumberNews } from './apply-number-event.js';

let context: INestApplicationContext;
let world: TwoTenants;

beforeAll(async () => {
  context = await createTestContext([]);
  world = await twoTenants(context);
});
beforeEach(async () => {
  const tenants = [[world.acme.tenantId, world.globex.tenantId]];
  await ownerQuery(`delete from number_state where tenant_id = any($1::uuid[])`, tenants);
  await ownerQuery(`delete from number_restriction where tenant_id = any($1::uuid[])`, tenants);
});
afterAll(() => context.close());

const inTenant = <Result>(tenant: TestTenant, work: (tx: TenantTransaction) => Promise<Result>) =>
  context.get(TenantDatabase).run(systemTenantContext(tenant.tenantId, 'test'), work);
const apply = (event: NumberEvent, tenant = world.acme) =>
  inTenant(tenant, (tx) => applyNumberEvent(tx, event));

function eventOf(detail: NumberEventDetail, second: number): NumberEvent {
  return {
    detail,
    numberId: world.acme.numbers[0]!.id,
    wabaId: world.acme.wabas[0]!.wabaId,
    toldAt: new Date(1_790_000_000_000 + second * 1000),
    toldBy: uuidv7(context.get<Clock>(CLOCK)),
  };
}
const settings = (calling: object, second: number): NumberEvent =>
  eventOf({ kind: 'account_settings_update', calling }, second);
const restricted = (types: readonly string[], second: number): NumberEvent =>
  eventOf(
    {
      kind: 'account_update.ACCOUNT_RESTRICTION',
      restrictions: types.map((type) => ({ type, expiresAtMs: 1_790_604_800_000 })),
    },
    second,
  );

async function statesOf(numberId: string): Promise<Record<string, string>> {
  const rows = await ownerQuery<{ aspect: string; state: string }>(
    `select aspect, state from number_state where number_id = $1`,
    [numberId],
  );
  return Object.fromEntries(rows.map(({ aspect, state }) => [aspect, state]));
}
async function isCallingEnabled(numberId: string): Promise<boolean> {
  const [row] = await ownerQuery<{ is_calling_enabled: boolean }>(
    `select is_calling_enabled from phone_number where id = $1`,
    [numberId],
  );
  return row!.is_calling_enabled;
}
const dataOf = (news: readonly NumberNews[] | undefined) => news?.map(({ data }) => data);

describe('changed settings', () => {
  it('switch calling off or on, and are news with all that is known', async () => {
    const number = world.acme.numbers[0]!;
    const { phoneNumberId, displayPhoneNumber } = number;
    const first = await apply(settings({ status: 'DISABLED', sipStatus: 'ENABLED' }, 1));
    expect(first).toEqual([
      {
        type: 'phone_number.settings.updated',
        numberId: number.id,
        wabaRowId: number.wabaRowId,
        data: {
          phoneNumberId,
          displayPhoneNumber,
          calling: { status: 'DISABLED', sipStatus: 'ENABLED' },
          updated: ['status', 'sipStatus'],
        },
      },
    ]);
    expect(await isCallingEnabled(number.id)).toBe(false);
    expect(dataOf(await apply(settings({ status: 'ENABLED' }, 2)))).toMatchObject([
      { calling: { status: 'ENABLED', sipStatus: 'ENABLED' }, updated: ['status'] },
    ]);
    expect(await isCallingEnabled(number.id)).toBe(true);
    // Nobody else's number was touched.
    const others = [...world.acme.numbers.slice(1), ...world.globex.numbers];
    for (const { id } of others) expect(await statesOf(id)).toEqual({});
  });

  it('that come again, or after newer ones, change nothing and are no news', async () => {
    const { id } = world.acme.numbers[0]!;
    const old = settings({ status: 'DISABLED', callIconVisibility: 'DEFAULT' }, 1);
    const recent = settings({ status: 'ENABLED' }, 2);
    expect(await apply(recent)).toHaveLength(1);
    expect(await apply(recent)).toEqual([]);
    // What the newer one did not tell is still news.
    expect(dataOf(await apply(old))).toMatchObject([{ updated: ['callIconVisibility'] }]);
    expect(await apply(old)).toEqual([]);
    expect(await statesOf(id)).toEqual({
      CALLING_STATUS: 'ENABLED',
      CALL_ICON_VISIBILITY: 'DEFAULT',
    });
    expect(await isCallingEnabled(id)).toBe(true);
  });

  it('of one second are taken in the order in which they were kept', async () => {
    const first = settings({ status: 'DISABLED' }, 1);
    const second = settings({ status: 'ENABLED' }, 1);
    await apply(second);
    expect(await apply(first)).toEqual([]);
    expect(await isCallingEnabled(world.acme.numbers[0]!.id)).toBe(true);
  });
});

describe('restrictions', () => {
  const TYPE = 'RESTRICTED_BUSINESS_INITIATED_CALLING';
  const rowsOf = (numberId: string) =>
    ownerQuery(`select type, expires_at from number_restriction where number_id = $1`, [numberId]);

  it('are kept until they expire, and told once', async () => {
    const event = restricted([TYPE], 1);
    expect(dataOf(await apply(event))).toMatchObject([
      { restrictions: [{ type: TYPE, expiresAt: '2026-09-28T14:13:20.000Z', remediation: null }] },
    ]);
    expect(await apply(event)).toEqual([]);
    expect(await rowsOf(event.numberId!)).toEqual([
      { type: TYPE, expires_at: new Date(1_790_604_800_000) },
    ]);
  });

  it('of a WABA are those of each of its numbers', async () => {
    const waba = world.acme.wabas[1]!;
    const event = { ...restricted([TYPE], 1), numberId: null, wabaId: waba.wabaId };
    const news = await apply(event);
    expect(news?.map(({ numberId }) => numberId).sort()).toEqual(
      waba.numbers.map(({ id }) => id).sort(),
    );
    expect(await rowsOf(world.acme.numbers[0]!.id)).toEqual([]);
  });
});

describe('what else Meta says of a number', () => {
  it('is kept by aspect, and is no news', async () => {
    const { id } = world.acme.numbers[0]!;
    const said: NumberEventDetail[] = [
      { kind: 'account_update.VERIFIED_ACCOUNT' },
      {
        kind: 'account_update.ACCOUNT_VIOLATION',
        violations: [{ type: 'USER_INITIATED_CALLS_LOW_PICKUP_RATE', remediation: 'Answer.' }],
      },
      {
        kind: 'phone_number_quality_update',
        event: 'THROUGHPUT_UPGRADE',
        maxDailyConversations: 'TIER_2K',
      },
      { kind: 'phone_number_name_update', decision: 'APPROVED', requestedName: 'Acme' },
    ];
    for (const detail of said) expect(await apply(eventOf(detail, 1))).toEqual([]);
    expect(await statesOf(id)).toEqual({
      VERIFICATION: 'VERIFIED',
      USER_INITIATED_CALLS_LOW_PICKUP_RATE: 'WARNED',
      QUALITY: 'THROUGHPUT_UPGRADE',
      MESSAGING_LIMIT: 'TIER_2K',
      NAME: 'APPROVED',
    });
  });

  it('is about nobody’s number when it names none, or another tenant’s', async () => {
    const unnamed = { ...settings({ status: 'DISABLED' }, 1), numberId: null };
    expect(await apply(unnamed)).toBeUndefined();
    expect(await apply(settings({ status: 'DISABLED' }, 1), world.globex)).toBeUndefined();
    expect(await statesOf(world.acme.numbers[0]!.id)).toEqual({});
  });
});
