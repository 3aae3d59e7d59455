import { z } from 'zod';
import {
  type Actor,
  encodeId,
  type IdKind,
  STAFF_ROLES,
  type StaffContext,
  tenantContext,
  type TenantContext,
  type TenantRole,
  TENANT_ROLES,
  tryDecodeId,
} from '#patchbay/kernel';

/** For whom a request acts: inside one tenant, or as the BSP's staff across tenants. */
export type Principal =
  | { readonly kind: 'tenant'; readonly tenant: TenantContext }
  | { readonly kind: 'staff'; readonly staff: StaffContext };

export function tenantPrincipal(tenantId: string, actor: Actor): Principal {
  return { kind: 'tenant', tenant: tenantContext(tenantId, actor) };
}

export function staffPrincipal(actor: StaffContext['actor']): Principal {
  return { kind: 'staff', staff: { actor } };
}

function opaqueId(kind: IdKind) {
  return z.string().transform((text, context) => {
    const uuid = tryDecodeId(kind, text);
    if (uuid !== undefined) return uuid;
    context.addIssue({ code: 'custom', message: `is not the id of a ${kind}` });
    return z.NEVER;
  });
}

const clientId = opaqueId('apiClient');
const tenantId = opaqueId('tenant');

/** Staff has no tenant; an API client has one; staff acting on a tenant has one and says who it is. */
const claimsSchema = z.union([
  z.object({
    sub: clientId,
    tenant: z.undefined().optional(),
    act: z.undefined().optional(),
    roles: z.array(z.enum(STAFF_ROLES)),
  }),
  z.object({
    sub: clientId,
    tenant: tenantId,
    act: z.undefined().optional(),
    roles: z.array(z.enum(TENANT_ROLES)),
  }),
  z.object({
    // RFC 8693 §4.1: the subject is whom the token is about, `act` is the party that acts for it.
    sub: tenantId,
    tenant: tenantId,
    act: z.object({ sub: clientId, reason: z.string().min(1) }),
    roles: z.array(z.enum(TENANT_ROLES)),
  }),
]);

/** The principal that verified claims speak of; undefined when they are not of our making. */
export function principalOf(claims: unknown): Principal | undefined {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) return undefined;
  const { sub, tenant, act, roles } = parsed.data;
  if (tenant === undefined) return staffPrincipal({ kind: 'staff_client', id: sub, roles });
  if (act === undefined) return tenantPrincipal(tenant, { kind: 'api_client', id: sub, roles });
  return tenantPrincipal(tenant, actingStaff({ staffId: act.sub, reason: act.reason }, roles));
}

/** Staff that acts inside a tenant: it has the tenant's roles and leaves its own name and reason. */
export function actingStaff(
  act: { readonly staffId: string; readonly reason: string },
  roles: readonly TenantRole[],
): Actor {
  return { kind: 'staff_client', id: act.staffId, roles, act };
}

/** The claims by which `principalOf` gives the same principal back. */
export function claimsOf(principal: Principal): Record<string, unknown> & { sub: string } {
  if (principal.kind === 'staff') {
    const { actor } = principal.staff;
    return { sub: encodeId('apiClient', actor.id), roles: actor.roles };
  }
  const { actor } = principal.tenant;
  const tenant = encodeId('tenant', principal.tenant.tenantId);
  if (actor.act === undefined) {
    return { sub: encodeId('apiClient', actor.id), tenant, roles: actor.roles };
  }
  const act = { sub: encodeId('apiClient', actor.act.staffId), reason: actor.act.reason };
  return { sub: tenant, tenant, roles: actor.roles, act };
}
