import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeId } from '#patchbay/kernel';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const CAN = `query ($phoneNumberId: String!, $consumer: ConsumerInput!) {
  canCall(phoneNumberId: $phoneNumberId, consumer: $consumer) {
    isAllowed retryAt verdicts { rule outcome code reason retryAt limit { limit used period source } } } }`;
const AMINA = { waId: '254700000101' };

describe('canCall and what bounds calls', () => {
  let api: TestApp;
  let two: TwoTenants;

  beforeAll(async () => {
    api = await createTestApp();
    two = await twoTenants(api);
  });
  afterAll(() => api.close());

  const acme = (document: string, variables: object = {}) =>
    graphql(api, two.acme.token, document, { ...variables });
  const ofStaff = (document: string, variables: object = {}) =>
    graphql(api, two.staff.token, document, { ...variables });
  const can = async (tenant = two.acme, consumer: object = AMINA) => {
    const { phoneNumberId } = tenant.numbers[0]!;
    return expectSuccess(await graphql(api, tenant.token, CAN, { phoneNumberId, consumer }));
  };
  interface Verdict {
    rule: string;
    outcome: string;
    code: string | null;
  }
  const verdictOf = async (rule: string, tenant = two.acme) =>
    ((await can(tenant)).verdicts as Verdict[]).find((verdict) => verdict.rule === rule);

  it('tells the verdict of every rule with its figures', async () => {
    const { verdicts } = await can();
    const rules = (verdicts as Verdict[]).map(({ rule }) => rule);
    expect(rules).toEqual(
      expect.arrayContaining([
        'number_enabled',
        'country',
        'sip_exclusive',
        'right_partner',
        'restriction',
        'kill_switch',
        'suppression',
        'quiet_hours',
        'spend',
        'credit',
        'pair_live',
        'pair_connected',
        'number_concurrency',
        'number_starts',
        'tenant_concurrency',
        'tenant_daily_calls',
      ]),
    );
    expect(await verdictOf('pair_connected')).toMatchObject({
      outcome: 'ALLOWED',
      limit: { limit: 100, used: 0, source: 'OURS' },
    });
    expect(await verdictOf('credit')).toMatchObject({ outcome: 'NOT_CONFIGURED', code: null });
  });

  it('is NOT_FOUND for the number of another tenant, and BAD_USER_INPUT for nobody', async () => {
    const { phoneNumberId } = two.globex.numbers[0]!;
    expect(errorCode(await acme(CAN, { phoneNumberId, consumer: AMINA }))).toBe('NOT_FOUND');
    const own = two.acme.numbers[0]!.phoneNumberId;
    expect(errorCode(await acme(CAN, { phoneNumberId: own, consumer: {} }))).toBe('BAD_USER_INPUT');
  });

  it('is stopped by the tenant’s own kill switch, and by the staff’s, which only staff lifts', async () => {
    const own = (isOn: boolean) =>
      acme(
        `mutation ($isOn: Boolean!) { setKillSwitch(input: { isOn: $isOn, reason: "fraud" }) {
        __typename ... on CallsStillStopped { code stoppedBy } } }`,
        { isOn },
      );
    const theirs = (isOn: boolean, token = two.staff.token) =>
      graphql(
        api,
        token,
        `
          mutation ($t: TenantID!, $isOn: Boolean!) {
            setPlatformKillSwitch(input: { tenantId: $t, isOn: $isOn, reason: "unpaid" }) {
              __typename
            }
          }
        `,
        { t: encodeId('tenant', two.acme.tenantId), isOn },
      );
    expectSuccess(await own(true), 'SetKillSwitchSuccess');
    expectSuccess(await theirs(true), 'SetKillSwitchSuccess');
    expect(await verdictOf('kill_switch')).toMatchObject({ code: 'CALLING_STOPPED' });
    expect(await verdictOf('kill_switch', two.globex)).toMatchObject({ outcome: 'ALLOWED' });
    expect(expectSuccess(await own(false))).toEqual({
      __typename: 'CallsStillStopped',
      code: 'CALLS_STILL_STOPPED',
      stoppedBy: 'STAFF',
    });
    expect(errorCode(await theirs(false, two.acme.token))).toBe('FORBIDDEN');
    expectSuccess(await theirs(false), 'SetKillSwitchSuccess');
    expect(await verdictOf('kill_switch')).toMatchObject({ outcome: 'ALLOWED' });
  });

  it('is bounded by the quota that staff sets for the tenant', async () => {
    const set = (concurrentCalls: number | null) =>
      ofStaff(
        `mutation ($input: SetTenantQuotaInput!) {
           setTenantQuota(input: $input) { __typename ... on SetTenantQuotaSuccess { concurrentCalls } } }`,
        { input: { tenantId: encodeId('tenant', two.acme.tenantId), concurrentCalls } },
      );
    expect(expectSuccess(await set(0))).toMatchObject({ concurrentCalls: 0 });
    expect(await verdictOf('tenant_concurrency')).toMatchObject({
      outcome: 'REFUSED',
      code: 'TENANT_CONCURRENCY_REACHED',
    });
    expect(await verdictOf('tenant_concurrency', two.globex)).toMatchObject({
      outcome: 'NOT_CONFIGURED',
    });
    expectSuccess(await set(null));
    expect(await verdictOf('tenant_concurrency')).toMatchObject({ outcome: 'NOT_CONFIGURED' });
    expect(errorCode(await set(-1))).toBe('BAD_USER_INPUT');
  });

  it('knows the tenant’s suppression list', async () => {
    const suppress = (until: string | null) =>
      acme(
        `mutation ($input: SuppressConsumerInput!) {
           suppressConsumer(input: $input) { __typename ... on MutationError { code } } }`,
        { input: { consumer: AMINA, reason: 'asked us', until } },
      );
    const lift = () =>
      acme(
        `mutation ($c: ConsumerInput!) {
           liftSuppression(input: { consumer: $c }) { __typename ... on MutationError { code } } }`,
        { c: AMINA },
      );
    expect(expectSuccess(await suppress('2020-01-01T00:00:00Z'))).toMatchObject({
      code: 'SUPPRESSION_IS_OVER',
    });
    expectSuccess(await suppress(null), 'SuppressConsumerSuccess');
    expect(await verdictOf('suppression')).toMatchObject({ code: 'CONSUMER_SUPPRESSED' });
    expect(await verdictOf('suppression', two.globex)).toMatchObject({ outcome: 'ALLOWED' });
    const list = `{ suppressedConsumers { edges { node { waId reason until } } } }`;
    expect(expectSuccess(await acme(list))).toEqual({
      edges: [{ node: { ...AMINA, reason: 'asked us', until: null } }],
    });
    expect(expectSuccess(await graphql(api, two.globex.token, list))).toEqual({ edges: [] });
    expectSuccess(await lift(), 'LiftSuppressionSuccess');
    expect(expectSuccess(await lift())).toMatchObject({ code: 'CONSUMER_NOT_SUPPRESSED' });
    expect(await verdictOf('suppression')).toMatchObject({ outcome: 'ALLOWED' });
  });

  it('pages through the suppression list, the last added first', async () => {
    const people = ['254700000201', '254700000202', '254700000203'];
    for (const waId of people) {
      expectSuccess(
        await acme(
          `mutation ($input: SuppressConsumerInput!) { suppressConsumer(input: $input) { __typename } }`,
          { input: { consumer: { waId }, reason: 'asked us' } },
        ),
        'SuppressConsumerSuccess',
      );
    }
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = expectSuccess(
        await acme(
          `query ($after: String) { suppressedConsumers(first: 2, after: $after) {
             edges { node { waId } } pageInfo { hasNextPage endCursor } } }`,
          { after },
        ),
      ) as { edges: { node: { waId: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }; // prettier-ignore
      seen.push(...page.edges.map(({ node }) => node.waId));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual([...people].reverse());
  });

  it('keeps the tenant’s quiet hours', async () => {
    const set = (spans: object[], timeZone = 'Africa/Nairobi') =>
      acme(
        `mutation ($input: SetQuietHoursInput!) {
           setQuietHours(input: $input) { __typename ... on MutationError { code }
             ... on SetQuietHoursSuccess { quietHours { country timeZone day from to } } } }`,
        { input: { country: 'KE', timeZone, spans } },
      );
    const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
    const week = days.map((day) => ({ day, from: '00:00', to: '24:00' }));
    expect(expectSuccess(await set(week))).toMatchObject({ code: 'QUIET_HOURS_WITHOUT_END' });
    expect(errorCode(await set(week.slice(1), 'Mars/Base'))).toBe('BAD_USER_INPUT');
    const evening = { day: 'MONDAY', from: '21:30', to: '08:00' };
    expect(expectSuccess(await set([evening]))).toMatchObject({
      quietHours: [{ country: 'KE', timeZone: 'Africa/Nairobi', ...evening }],
    });
    expect(await verdictOf('quiet_hours', two.globex)).toMatchObject({ outcome: 'NOT_CONFIGURED' });
    expect(expectSuccess(await set([]))).toMatchObject({ quietHours: [] });
  });

  it('shows the dated limits to staff with their sources, the history of the pair limit too', async () => {
    const list = `{ limitPolicies(profile: PRODUCTION, name: "pair_connected_calls") {
      value effectiveFrom isInForce source } }`;
    const rows = expectSuccess(await ofStaff(list));
    expect(rows).toMatchObject([
      { value: 100, effectiveFrom: '2025-12-19', isInForce: true },
      { value: 10, effectiveFrom: '2025-10-13', isInForce: false },
      { value: 5, isInForce: false },
    ]);
    expect(errorCode(await acme(list))).toBe('FORBIDDEN');
  });

  it('follows a limit from the day on that staff sets, audited; the past stays', async () => {
    const set = (change: object) =>
      ofStaff(
        `mutation ($input: SetLimitPolicyInput!) {
           setLimitPolicy(input: $input) { __typename ... on MutationError { code }
             ... on SetLimitPolicySuccess { policy { value unit isInForce } } } }`,
        {
          input: {
            profile: 'SANDBOX',
            name: 'number_concurrent_calls',
            value: 7,
            effectiveFrom: '2099-01-01',
            source: 'a test',
            ...change,
          },
        },
      );
    expect(expectSuccess(await set({}))).toMatchObject({
      policy: { value: 7, unit: 'call', isInForce: false },
    });
    expect(expectSuccess(await set({ effectiveFrom: '2026-01-01' }))).toMatchObject({
      code: 'LIMIT_POLICY_IN_THE_PAST',
    });
    expect(errorCode(await set({ name: 'no_such_limit' }))).toBe('BAD_USER_INPUT');
    for (const effectiveFrom of [
      '2099-02-29',
      '2099-04-31',
      '2099-13-01',
      '2099-1-01',
      '9999-01-01',
    ]) {
      expect(errorCode(await set({ effectiveFrom }))).toBe('BAD_USER_INPUT');
    }
    for (const value of [-1, 0, 1_000_001, 1e12]) {
      expect(errorCode(await set({ value }))).toBe('BAD_USER_INPUT');
    }
    const { errors } = await set({ value: 0 });
    expect(errors?.[0]?.extensions.fields).toEqual([
      { field: 'value', problem: expect.stringContaining('use setPlatformKillSwitch') },
    ]);
    expect(errorCode(await set({ name: 'pair_connected_window', value: 0 }))).toBe(
      'BAD_USER_INPUT',
    );
    expect(errorCode(await graphql(api, two.globex.token, '{ limitPolicies { name } }'))).toBe(
      'FORBIDDEN',
    );
    const audited = await ownerQuery<{ reason: string }>(
      `select reason from platform_audit_event where action = 'numbers.set_limit_policy' and reason like $1`,
      ['SANDBOX number_concurrent_calls 7 from 2099-01-01%'],
    );
    expect(audited).toHaveLength(1);
    await ownerQuery(`delete from limit_policy where effective_from = '2099-01-01'`, []);
  });
});
