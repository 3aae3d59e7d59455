import { describe, expect, it } from '@jest/globals';
import type { Actor } from '#patchbay/kernel';
import { requireStaffRole } from './require-staff-role.js';

const definition = { name: 'x.do', roles: ['BSP_ADMIN'] } as const;

describe('requireStaffRole', () => {
  it.each<[string, Actor]>([
    ['staff with the role', { kind: 'staff_client', id: 's', roles: ['BSP_ADMIN'] }],
    ['a process of ours', { kind: 'system', id: 'seed', roles: [] }],
  ])('lets %s through', (_, actor) => {
    expect(() => {
      requireStaffRole(actor, definition);
    }).not.toThrow();
  });

  it.each<[string, Actor]>([
    ['staff with another role', { kind: 'staff_client', id: 's', roles: ['BSP_VIEWER'] }],
    ['an API client', { kind: 'api_client', id: 'c', roles: ['TENANT_ADMIN'] }],
    [
      'staff inside a tenant',
      {
        kind: 'staff_client',
        id: 's',
        roles: ['TENANT_ADMIN'],
        act: { staffId: 's', reason: 'r' },
      },
    ],
  ])('refuses %s', (_, actor) => {
    expect(() => {
      requireStaffRole(actor, definition);
    }).toThrow('Your roles do not allow x.do.');
  });
});
