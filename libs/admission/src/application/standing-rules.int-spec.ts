import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { type Clock, CLOCK, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import type { NumberView } from '#patchbay/numbers';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import {
  type TestTenant,
  type TwoTenants,
  twoTenants,
} from '../../../../test/support/two-tenants.js';
import type { AdmissionRequest } from '../domain/admission-rule.js';
import type { Verdict } from '../domain/verdict.js';
import { AdmissionRules } from './admission-rules.js';
import { countryRule } from './country-rule.js';
import { OPEN_RULES, STANDING_RULES } from './standing-rules.js';

const NOW = new Date('2026-11-23T12:30:00Z'); // a Monday
const RULES = [countryRule(), ...STANDING_RULES, ...OPEN_RULES];
const rules = new AdmissionRules();
for (const rule of RULES) rules.register(rule);

let context: INestApplicationContext;
let world: TwoTenants;
let consumerId: string;

beforeAll(async () => {
  context = await createTestContext([]);
  world = await twoTenants(context);
  consumerId = uuidv7(context.get<Clock>(CLOCK));
  for (const { tenantId } of [world.acme, world.globex]) {
    await ownerQuery(
      `insert into consumer (tenant_id, id, country, created_at) values ($1, $2, 'IN', $3)`,
      [tenantId, consumerId, NOW],
    );
  }
});
beforeEach(async () => {
  const tenants = [[world.acme.tenantId, world.globex.tenantId]];
  for (const table of [
    'number_state',
    'number_restriction',
    'waba_state',
    'kill_switch',
    'suppression',
    'quiet_hours',
  ]) {
    await ownerQuery(`delete from ${table} where tenant_id = any($1::uuid[])`, tenants);
  }
});
afterAll(() => context.close());

const newId = (): string => uuidv7(context.get<Clock>(CLOCK));

function judged(
  tenant: TestTenant = world.acme,
  change: Partial<Omit<AdmissionRequest, 'number'>> & { number?: Partial<NumberView> } = {},
): Promise<Record<string, Verdict>> {
  const { tenantId, numbers } = tenant;
  return context.get(TenantDatabase).run(systemTenantContext(tenantId, 'test'), async (tx) => {
    const { number: changed, ...given } = change;
    const { country = 'IN', now = NOW } = given;
    const consumer = { consumerId: given.consumerId ?? consumerId };
    const read = await rules.read(tx, {
      numberId: changed?.id ?? numbers[0]!.id,
      consumer,
      country,
      now,
    });
    if (read === undefined) throw new Error('no such number');
    const request = { ...read.request, number: { ...read.request.number, ...changed } };
    const verdicts = RULES.map((rule) => rule.judge(request, read.facts));
    return Object.fromEntries(verdicts.map((verdict) => [verdict.rule, verdict]));
  });
}

const outcomes = (verdicts: Record<string, Verdict>): Record<string, string> =>
  Object.fromEntries(Object.values(verdicts).map(({ rule, outcome }) => [rule, outcome]));
const NOTHING_AGAINST = {
  country: 'ALLOWED',
  sip_exclusive: 'ALLOWED',
  right_partner: 'ALLOWED',
  restriction: 'ALLOWED',
  kill_switch: 'ALLOWED',
  suppression: 'ALLOWED',
  quiet_hours: 'NOT_CONFIGURED',
  spend: 'NOT_CONFIGURED',
  credit: 'NOT_CONFIGURED',
};

/** The rule refuses Acme with this, every other rule lets the call through, and Globex may call. */
async function refuses(rule: string, verdict: Partial<Verdict>): Promise<void> {
  const acme = await judged();
  expect(acme[rule]).toMatchObject({ outcome: 'REFUSED', ...verdict });
  expect(outcomes(acme)).toEqual({ ...NOTHING_AGAINST, [rule]: 'REFUSED' });
  expect(outcomes(await judged(world.globex))).toEqual(NOTHING_AGAINST);
}

describe('the standing of tenant, number and consumer', () => {
  it('lets a call pass that nothing is against', async () => {
    expect(outcomes(await judged())).toEqual(NOTHING_AGAINST);
  });

  it('forbids Graph calls of a number that runs its calls over SIP', async () => {
    const { tenantId, numbers } = world.acme;
    await ownerQuery(
      `insert into number_state (tenant_id, number_id, aspect, state, detail, told_at, told_by)
       values ($1, $2, 'SIP_STATUS', 'ENABLED', '{}', $3, $4)`,
      [tenantId, numbers[0]!.id, NOW, newId()],
    );
    await refuses('sip_exclusive', { code: 'NUMBER_USES_SIP' });
  });

  it.each([
    ['PARTNER', 'REMOVED'],
    ['ACCOUNT', 'OFFBOARDED'],
    ['ACCOUNT', 'DELETED'],
  ])('forbids calls of a WABA whose %s is %s', async (aspect, state) => {
    const { tenantId, wabas } = world.acme;
    await ownerQuery(
      `insert into waba_state (tenant_id, waba_id, aspect, about, state, detail, told_at, told_by)
       values ($1, $2, $3, '', $4, '{}', $5, $6)`,
      [tenantId, wabas[0]!.wabaId, aspect, state, NOW, newId()],
    );
    await refuses('right_partner', { code: 'NUMBER_OF_ANOTHER_PARTNER' });
  });

  const restrict = (type: string, expiresAt: Date | null) =>
    ownerQuery(
      `insert into number_restriction (tenant_id, number_id, type, expires_at, told_at, told_by)
       values ($1, $2, $3, $4, $5, $6)`,
      [world.acme.tenantId, world.acme.numbers[0]!.id, type, expiresAt, NOW, newId()],
    );

  it('forbids calls during a pause, to its last second', async () => {
    const endsAt = new Date(NOW.getTime() + 1000);
    await restrict('RESTRICTED_BUSINESS_INITIATED_CALLING', endsAt);
    await refuses('restriction', { code: 'CALLING_PAUSED', retryAt: endsAt });
    const later = await judged(world.acme, { now: endsAt });
    expect(later.restriction!.outcome).toBe('ALLOWED');
  });

  it('lets calls pass while only users’ calls are restricted', async () => {
    await restrict('RESTRICTED_USER_INITIATED_CALLING', null);
    expect(outcomes(await judged())).toEqual(NOTHING_AGAINST);
  });

  const stop = (setBy: string, numberId: string | null, offAt: Date | null = null) =>
    ownerQuery(
      `insert into kill_switch (tenant_id, id, set_by, number_id, reason, on_at, off_at)
       values ($1, $2, $3, $4, 'fraud', $5, $6)`,
      [world.acme.tenantId, newId(), setBy, numberId, NOW, offAt],
    );

  it.each(['TENANT', 'STAFF'])('forbids calls that the kill switch of %s stops', async (setBy) => {
    await stop(setBy, null);
    await refuses('kill_switch', { code: 'CALLING_STOPPED' });
    expect((await judged()).kill_switch!.reason).toMatch(/fraud$/);
  });

  it('forbids the calls of one number and not those of another', async () => {
    await stop('TENANT', world.acme.numbers[0]!.id);
    await refuses('kill_switch', { code: 'CALLING_STOPPED' });
    const [, other] = world.acme.numbers;
    const verdicts = await judged(world.acme, { number: { id: other!.id } });
    expect(verdicts.kill_switch!.outcome).toBe('ALLOWED');
  });

  it('lets calls pass once the switch is off', async () => {
    await stop('STAFF', null, NOW);
    expect(outcomes(await judged())).toEqual(NOTHING_AGAINST);
  });

  it('forbids every tenant’s calls while the platform is stopped', async () => {
    const id = newId();
    await ownerQuery(
      `insert into platform_kill_switch (id, reason, on_at) values ($1, 'incident', $2)`,
      [id, NOW],
    );
    const both = [await judged(), await judged(world.globex)];
    await ownerQuery(`delete from platform_kill_switch where id = $1`, [id]);
    expect(both.map(({ kill_switch }) => kill_switch!.code)).toEqual([
      'CALLING_STOPPED',
      'CALLING_STOPPED',
    ]);
  });

  it('forbids calls to a consumer on the suppression list, until the day that it names', async () => {
    const until = new Date(NOW.getTime() + 1000);
    await ownerQuery(
      `insert into suppression (tenant_id, id, consumer_id, reason, until, created_at)
       values ($1, $2, $3, 'asked us not to call', $4, $5)`,
      [world.acme.tenantId, newId(), consumerId, until, NOW],
    );
    await refuses('suppression', { code: 'CONSUMER_SUPPRESSED', retryAt: until });
    const later = await judged(world.acme, { now: until });
    expect(later.suppression!.outcome).toBe('ALLOWED');
  });

  it('forbids calls in quiet hours of the consumer’s country, until their end', async () => {
    const hours = (country: string | null, starts: number, ends: number) =>
      ownerQuery(
        `insert into quiet_hours (tenant_id, id, country, time_zone, day_of_week, starts_minute, ends_minute)
         values ($1, $2, $3, 'Asia/Kolkata', 1, $4, $5)`,
        [world.acme.tenantId, newId(), country, starts, ends],
      );
    await hours(null, 0, 1);
    await hours('IN', 18 * 60, 19 * 60);
    // 12:30 UTC is 18:00 in Kolkata.
    await refuses('quiet_hours', {
      code: 'QUIET_HOURS',
      retryAt: new Date('2026-11-23T13:30:00Z'),
    });
    const before = await judged(world.acme, { now: new Date(NOW.getTime() - 1) });
    expect(before.quiet_hours!.outcome).toBe('ALLOWED');
    const elsewhere = await judged(world.acme, { country: 'KE' });
    expect(elsewhere.quiet_hours!.outcome).toBe('ALLOWED');
  });

  it.each([
    ['14155550100', 'US'],
    ['201001234567', 'EG'],
  ])('forbids calls from the number %s, which is of %s', async (displayPhoneNumber, country) => {
    const verdicts = await judged(world.acme, { number: { displayPhoneNumber } });
    expect(verdicts.country).toMatchObject({
      code: 'COUNTRY_NOT_SUPPORTED',
      reason: expect.stringContaining(country),
    });
  });

  it('lets Jamaica call, whose code is that of the United States', async () => {
    const verdicts = await judged(world.acme, { number: { displayPhoneNumber: '18765550100' } });
    expect(verdicts.country!.outcome).toBe('ALLOWED');
  });
});
