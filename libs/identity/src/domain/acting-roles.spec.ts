import { describe, expect, it } from '@jest/globals';
import { actingRoles } from './acting-roles.js';

describe('actingRoles', () => {
  it.each([
    [['BSP_ADMIN'], ['TENANT_ADMIN', 'TENANT_APP', 'TENANT_FINANCE']],
    [['BSP_OPERATOR'], ['TENANT_APP']],
    [['BSP_FINANCE'], ['TENANT_FINANCE']],
    [['BSP_VIEWER'], []],
    [
      ['BSP_OPERATOR', 'BSP_ADMIN'],
      ['TENANT_APP', 'TENANT_ADMIN', 'TENANT_FINANCE'],
    ],
    [['TENANT_ADMIN'], []],
  ] as const)('gives staff with %j the tenant roles %j', (staff, tenant) => {
    expect(actingRoles(staff)).toEqual(tenant);
  });
});
