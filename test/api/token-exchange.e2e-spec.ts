import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import request from 'supertest';
import { CreateStaffClient, SignToken, staffPrincipal } from '#patchbay/identity';
import { encodeId, type StaffRole } from '#patchbay/kernel';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const VIEWER = '{ viewer { id kind roles act { staffId reason } tenant { id } } }';
const CREATE_CLIENT = `mutation ($name: String!) {
  createApiClient(input: { name: $name, roles: [TENANT_APP] }) {
    __typename ... on CreateApiClientSuccess { apiClient { id } } }
}`;

describe('POST /oauth/token with a token exchange', () => {
  let api: TestApp;
  let two: TwoTenants;

  beforeAll(async () => {
    api = await createTestApp();
    two = await twoTenants(api);
  });
  afterEach(() => {
    api.clock.setOffset(0);
  });
  afterAll(() => api.close());

  const exchange = (changes: Record<string, unknown> = {}) =>
    request(api.url)
      .post('/oauth/token')
      .type('form')
      .send({
        grant_type: GRANT,
        subject_token: two.staff.token,
        subject_token_type: TOKEN,
        tenant: two.acme.publicId,
        reason: 'ticket 4711',
        ...changes,
      });

  async function staffToken(roles: readonly StaffRole[]): Promise<string> {
    const outcome = await api.app
      .get(CreateStaffClient)
      .execute({ kind: 'system', id: 'test', roles: [] }, { name: `s-${roles.join()}`, roles });
    if (outcome.kind !== 'created') throw new Error(outcome.kind);
    const actor = { kind: 'staff_client', id: outcome.client.id, roles } as const;
    return (await api.app.get(SignToken).execute(staffPrincipal(actor), 900)).accessToken.reveal();
  }

  it('gives staff a token of the tenant that says who acts, and why', async () => {
    const { status, body } = await exchange();

    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 900, issued_token_type: TOKEN });
    expect(decodeJwt(body.access_token)).toMatchObject({
      sub: two.acme.publicId,
      tenant: two.acme.publicId,
      act: { sub: two.staff.client.clientId, reason: 'ticket 4711' },
    });
    expect(expectSuccess(await graphql(api, body.access_token, VIEWER))).toEqual({
      id: two.staff.client.clientId,
      kind: 'STAFF',
      roles: ['TENANT_ADMIN', 'TENANT_APP', 'TENANT_FINANCE'],
      act: { staffId: two.staff.client.clientId, reason: 'ticket 4711' },
      tenant: { id: two.acme.publicId },
    });
  });

  it('is written into the platform’s audit and the tenant’s', async () => {
    const { globex, staff } = await twoTenants(api);
    await exchange({
      subject_token: staff.token,
      tenant: globex.publicId,
      reason: 'invoice 7',
    }).expect(200);

    const platform = await ownerQuery(
      `select actor_kind, subject_id, reason from platform_audit_event
        where actor_id = $1 and action = 'identity.exchange_token'`,
      [staff.client.id],
    );
    const tenant = await ownerQuery(
      `select actor_kind, actor_id, act_staff_id, act_reason from audit_event
        where tenant_id = $1 and action = 'identity.exchange_token'`,
      [globex.tenantId],
    );
    expect(platform).toEqual([
      { actor_kind: 'staff_client', subject_id: globex.tenantId, reason: 'invoice 7' },
    ]);
    expect(tenant).toEqual([
      {
        actor_kind: 'staff_client',
        actor_id: staff.client.id,
        act_staff_id: staff.client.id,
        act_reason: 'invoice 7',
      },
    ]);
  });

  it('leaves staff and reason on everything that is done with it', async () => {
    const { body } = await exchange({ reason: 'onboarding' });
    const created = expectSuccess(
      await graphql(api, body.access_token, CREATE_CLIENT, { name: 'made by staff' }),
      'CreateApiClientSuccess',
    );

    const rows = await ownerQuery<{ subject_id: string }>(
      `select act_staff_id, act_reason, subject_id from audit_event
        where tenant_id = $1 and action = 'identity.create_api_client' and act_staff_id is not null`,
      [two.acme.tenantId],
    );
    expect(rows).toEqual([
      {
        act_staff_id: two.staff.client.id,
        act_reason: 'onboarding',
        subject_id: expect.any(String),
      },
    ]);
    expect(encodeId('apiClient', rows[0]!.subject_id)).toBe(created.apiClient.id);
  });

  it('lasts an hour at most', async () => {
    const { body } = await exchange({ lifetime_seconds: 3600 }).expect(200);
    await exchange({ lifetime_seconds: 3601 }).expect(400);

    expect(body.expires_in).toBe(3600);
    api.clock.setOffset(59 * 60_000);
    expect((await graphql(api, body.access_token, VIEWER)).errors).toBeUndefined();
    api.clock.setOffset(61 * 60_000);
    expect(errorCode(await graphql(api, body.access_token, VIEWER))).toBe('UNAUTHENTICATED');
  });

  it.each([
    ['no reason', { reason: undefined }, 'invalid_request'],
    ['a token of a tenant', 'acme token', 'invalid_request'],
    ['nonsense for a token', { subject_token: 'x.y.z' }, 'invalid_request'],
    [
      'an unknown tenant',
      { tenant: encodeId('tenant', '0199c000-0000-7000-8000-00000000dead') },
      'invalid_target',
    ],
    ['a tenant id of another kind', { tenant: 'call_0' }, 'invalid_target'],
  ])('refuses %s', async (_, changes, error) => {
    const given = typeof changes === 'string' ? { subject_token: two.acme.token } : changes;
    const { status, body } = await exchange(given);

    expect({ status, error: body.error }).toEqual({ status: 400, error });
  });

  it('refuses to exchange an exchanged token', async () => {
    const { body } = await exchange();

    await exchange({ subject_token: body.access_token, tenant: two.globex.publicId }).expect(400);
  });

  it('refuses staff whose credential was revoked after it signed in', async () => {
    const { staff, acme } = await twoTenants(api);
    await ownerQuery(`update staff_client set revoked_at = now() where id = $1`, [staff.client.id]);

    await exchange({ subject_token: staff.token, tenant: acme.publicId }).expect(400);
  });

  it('gives each staff role what it may do in a tenant, and a viewer nothing', async () => {
    const operator = await exchange({ subject_token: await staffToken(['BSP_OPERATOR']) });
    const viewer = await exchange({ subject_token: await staffToken(['BSP_VIEWER']) });

    expect(decodeJwt(operator.body.access_token).roles).toEqual(['TENANT_APP']);
    const answer = await graphql(api, operator.body.access_token, CREATE_CLIENT, { name: 'x' });
    expect(errorCode(answer)).toBe('FORBIDDEN');
    expect(viewer.status).toBe(400);
    expect(viewer.body.error).toBe('unauthorized_client');
  });

  it('is the only way for staff into a tenant, and leads out of the platform', async () => {
    const { body } = await exchange();
    const createTenant =
      'mutation { createTenant(input: { key: "abc", name: "A" }) { __typename } }';

    expect(errorCode(await graphql(api, two.staff.token, CREATE_CLIENT, { name: 'x' }))).toBe(
      'FORBIDDEN',
    );
    expect(errorCode(await graphql(api, body.access_token, createTenant))).toBe('FORBIDDEN');
  });
});
