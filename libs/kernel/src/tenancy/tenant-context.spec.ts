import { describe, expect, it } from '@jest/globals';
import { type Actor, systemTenantContext, tenantContext } from './tenant-context.js';

const TENANT = '0199c000-0000-7000-8000-00000000dead';
const actor: Actor = { kind: 'api_client', id: 'client', roles: ['TENANT_APP'] };

describe('a tenant context', () => {
  it('cannot be changed once it is made', () => {
    const context = tenantContext(TENANT, actor);
    expect(Object.isFrozen(context)).toBe(true);
    expect(() => Object.assign(context, { tenantId: 'other' })).toThrow(TypeError);
    expect(() => Object.assign(context.actor, { roles: ['TENANT_ADMIN'] })).toThrow(TypeError);
  });

  it.each(['', 'acme', '%', TENANT.toUpperCase(), `${TENANT} `])('is not made for %j', (id) => {
    expect(() => tenantContext(id, actor)).toThrow('needs a tenant id');
  });

  it('of a process of ours has no roles', () => {
    expect(systemTenantContext(TENANT, 'sweeper').actor).toEqual({
      kind: 'system',
      id: 'sweeper',
      roles: [],
    });
  });
});
