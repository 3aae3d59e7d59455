import { isUuid } from '../ids/uuid.js';
import type { Role } from './roles.js';

/** Who acts. `system` is a process of ours that acts on a row it found, never a person. */
export interface Actor {
  readonly kind: 'api_client' | 'staff_client' | 'system';
  readonly id: string;
  readonly roles: readonly Role[];
  /** Set when staff acts on a tenant by token exchange (RFC 8693 §4.1): who it really is, and why. */
  readonly act?: { readonly staffId: string; readonly reason: string };
}

declare const tenantContextBrand: unique symbol;

/**
 * In which tenant, and as whom. It is made in three places only: from a verified access token, from
 * the row a job names, from the number a webhook names. Input never carries a tenant.
 */
export interface TenantContext {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly [tenantContextBrand]: true;
}

/** Makes a TenantContext. Call it only where a credential, a row or a number proves the tenant. */
export function tenantContext(tenantId: string, actor: Actor): TenantContext {
  if (!isUuid(tenantId)) throw new Error('a tenant context needs a tenant id');
  return Object.freeze({ tenantId, actor: Object.freeze(actor) }) as TenantContext;
}

/** The context in which a process of ours works on a row of this tenant. */
export function systemTenantContext(tenantId: string, process: string): TenantContext {
  return tenantContext(tenantId, { kind: 'system', id: process, roles: [] });
}

/** Who of the BSP's staff acts across tenants. */
export interface StaffContext {
  readonly actor: Actor & { readonly kind: 'staff_client' };
}
