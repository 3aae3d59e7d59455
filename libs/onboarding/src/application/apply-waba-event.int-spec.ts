import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { type Clock, CLOCK, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import { type TwoTenants, twoTenants } from '../../../../test/support/two-tenants.js';
import type { WabaEventDetail } from '../domain/waba-event.js';
import { applyWabaEvent, type WabaEvent } from './apply-waba-event.js';

let context: INestApplicationContext;
let world: TwoTenants;

beforeAll(async () => {
  context = await createTestContext([]);
  world = await twoTenants(context);
});
beforeEach(async () => {
  const tenants = [[world.acme.tenantId, world.globex.tenantId]];
  await ownerQuery(`delete from waba_state where tenant_id = any($1::uuid[])`, tenants);
});
afterAll(() => context.close());

const apply = (event: WabaEvent, tenant = world.acme) =>
  context
    .get(TenantDatabase)
    .run(systemTenantContext(tenant.tenantId, 'test'), (tx) => applyWabaEvent(tx, event));

const eventOf = (detail: WabaEventDetail, second = 1): WabaEvent => ({
  detail,
  wabaId: world.acme.wabas[0]!.wabaId,
  toldAt: new Date(1_790_000_000_000 + second * 1000),
  toldBy: uuidv7(context.get<Clock>(CLOCK)),
});

const statesOf = (wabaId: string | null) =>
  ownerQuery<{ aspect: string; about: string; state: string }>(
    `select aspect, about, state from waba_state where waba_id = $1 order by 1, 2`,
    [wabaId],
  );

describe('what Meta says of a WABA', () => {
  it.each<[WabaEventDetail, object]>([
    [
      { kind: 'account_update.PARTNER_ADDED', waba: { solutionId: '3' } },
      { aspect: 'PARTNER', state: 'ADDED', detail: { solutionId: '3' } },
    ],
    [
      { kind: 'account_update.PARTNER_REMOVED', disconnection: { reason: 'BUSINESS_DOWNGRADE' } },
      { aspect: 'PARTNER', state: 'REMOVED', detail: { reason: 'BUSINESS_DOWNGRADE' } },
    ],
    [
      { kind: 'account_update.PARTNER_APP_INSTALLED', waba: { partnerAppId: '5' } },
      { aspect: 'APP', about: '5', state: 'INSTALLED' },
    ],
    [
      { kind: 'account_update.PARTNER_APP_UNINSTALLED', waba: { partnerAppId: '5' } },
      { aspect: 'APP', about: '5', state: 'UNINSTALLED' },
    ],
    [
      { kind: 'account_update.PARTNER_CLIENT_CERTIFICATION_NEEDED', rejectionReasons: [] },
      { aspect: 'CERTIFICATION', state: 'NEEDED' },
    ],
    [
      {
        kind: 'account_update.PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE',
        clientBusinessId: '2',
        status: 'FAILED',
        rejectionReasons: ['LEGAL_NAME_NOT_MATCHING'],
      },
      {
        aspect: 'CERTIFICATION',
        about: '2',
        state: 'FAILED',
        detail: { rejectionReasons: ['LEGAL_NAME_NOT_MATCHING'] },
      },
    ],
    [{ kind: 'account_update.ACCOUNT_DELETED' }, { aspect: 'ACCOUNT', state: 'DELETED' }],
    [{ kind: 'account_update.ACCOUNT_OFFBOARDED' }, { aspect: 'ACCOUNT', state: 'OFFBOARDED' }],
    [{ kind: 'account_update.ACCOUNT_RECONNECTED' }, { aspect: 'ACCOUNT', state: 'RECONNECTED' }],
    [
      { kind: 'account_update.DISABLED_UPDATE', banState: 'SCHEDULE_FOR_DISABLE', banDate: 'May' },
      { aspect: 'ACCOUNT', state: 'SCHEDULE_FOR_DISABLE', detail: { banDate: 'May' } },
    ],
    [{ kind: 'account_review_update', decision: 'APPROVED' }, { aspect: 'REVIEW' }],
  ])('is kept and told: %j', async (detail, expected) => {
    const event = eventOf(detail);
    const { id, wabaId } = world.acme.wabas[0]!;
    expect(await apply(event)).toMatchObject([
      {
        type: 'signup.state.changed',
        wabaRowId: id,
        data: { wabaId, previousState: null, ...expected },
      },
    ]);
    expect(await apply(event)).toEqual([]);
    expect(await statesOf(wabaId)).toHaveLength(1);
  });

  it('is known by its last word, in whatever order the words come', async () => {
    const added = eventOf({ kind: 'account_update.PARTNER_ADDED' }, 1);
    const removed = eventOf({ kind: 'account_update.PARTNER_REMOVED' }, 2);
    const again = eventOf({ kind: 'account_update.PARTNER_ADDED' }, 3);
    expect(await apply(removed)).toHaveLength(1);
    expect(await apply(added)).toEqual([]);
    expect(await apply(again)).toMatchObject([
      { data: { state: 'ADDED', previousState: 'REMOVED' } },
    ]);
    expect(await apply(eventOf({ kind: 'account_update.PARTNER_ADDED' }, 4))).toEqual([]);
    expect(await statesOf(added.wabaId)).toEqual([
      { aspect: 'PARTNER', about: '', state: 'ADDED' },
    ]);
  });

  it('is kept for a WABA that is not bound yet, and for its own tenant only', async () => {
    const event = { ...eventOf({ kind: 'account_update.PARTNER_ADDED' }), wabaId: '100000000001' };
    expect(await apply(event, world.globex)).toMatchObject([{ wabaRowId: null }]);
    const rows = await ownerQuery(
      `select tenant_id from waba_state where waba_id = $1 and tenant_id = any($2::uuid[])`,
      [event.wabaId, [world.acme.tenantId, world.globex.tenantId]],
    );
    expect(rows).toEqual([{ tenant_id: world.globex.tenantId }]);
  });

  it('is nothing that can be kept when it does not say which WABA', async () => {
    const event = { ...eventOf({ kind: 'account_update.PARTNER_ADDED' }), wabaId: null };
    expect(await apply(event)).toBeUndefined();
  });
});
