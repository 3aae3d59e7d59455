import { describe, expect, it } from '@jest/globals';
import { encodeId } from '#patchbay/kernel';
import {
  actingStaff,
  claimsOf,
  principalOf,
  staffPrincipal,
  tenantPrincipal,
} from './access-token.js';

const CLIENT = '0199c000-0000-7000-8000-000000000001';
const TENANT = '0199c000-0000-7000-8000-000000000002';
const cli = encodeId('apiClient', CLIENT);
const ten = encodeId('tenant', TENANT);

describe('access token claims', () => {
  it.each([
    [
      'an API client',
      tenantPrincipal(TENANT, { kind: 'api_client', id: CLIENT, roles: ['TENANT_APP'] }),
    ],
    ['staff', staffPrincipal({ kind: 'staff_client', id: CLIENT, roles: ['BSP_ADMIN'] })],
    [
      'staff acting on a tenant',
      tenantPrincipal(TENANT, actingStaff({ staffId: CLIENT, reason: 'ticket 7' }, ['TENANT_APP'])),
    ],
  ])('give %s back as it was', (_, principal) => {
    expect(principalOf(claimsOf(principal))).toEqual(principal);
  });

  it('name staff that acts in `act`, with the tenant as the subject', () => {
    const actor = actingStaff({ staffId: CLIENT, reason: 'ticket 7' }, ['TENANT_APP']);

    expect(claimsOf(tenantPrincipal(TENANT, actor))).toEqual({
      sub: ten,
      tenant: ten,
      roles: ['TENANT_APP'],
      act: { sub: cli, reason: 'ticket 7' },
    });
  });

  it.each([
    ['tenant roles without a tenant', { sub: cli, roles: ['TENANT_ADMIN'] }],
    ['staff roles inside a tenant', { sub: cli, tenant: ten, roles: ['BSP_ADMIN'] }],
    [
      'an actor without a tenant',
      { sub: cli, roles: ['BSP_ADMIN'], act: { sub: cli, reason: 'x' } },
    ],
    ['an actor without a reason', { sub: ten, tenant: ten, roles: [], act: { sub: cli } }],
    ['a role nobody has', { sub: cli, tenant: ten, roles: ['ROOT'] }],
    ['a subject of another kind', { sub: encodeId('call', CLIENT), tenant: ten, roles: [] }],
    ['a tenant that is a bare UUID', { sub: cli, tenant: TENANT, roles: [] }],
    ['nothing', {}],
  ])('are refused with %s', (_, claims) => {
    expect(principalOf(claims)).toBeUndefined();
  });
});
