import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Principal } from '#patchbay/identity';
import { AppError, type StaffContext, type TenantContext } from '#patchbay/kernel';
import type { GraphQLContext } from '../graphql/graphql-context.js';
import type { ApiRequest } from '../http/api-request.js';

function requestOf(context: ExecutionContext): ApiRequest {
  return GqlExecutionContext.create(context).getContext<GraphQLContext>().req;
}

/** Throws UNAUTHENTICATED when no guard has run: a resolver is never open by accident. */
export function principalOf(request: Pick<ApiRequest, 'principal'>): Principal {
  if (request.principal === undefined) throw new AppError('UNAUTHENTICATED');
  return request.principal;
}

export function tenantOf(request: Pick<ApiRequest, 'principal'>): TenantContext {
  const principal = principalOf(request);
  if (principal.kind === 'tenant') return principal.tenant;
  throw new AppError('FORBIDDEN', {
    what: 'operations of a tenant: exchange the token for one of the tenant at /oauth/token',
  });
}

export function staffOf(request: Pick<ApiRequest, 'principal'>): StaffContext {
  const principal = principalOf(request);
  if (principal.kind === 'staff') return principal.staff;
  throw new AppError('FORBIDDEN', { what: "operations of the BSP's staff" });
}

/** Whom the access token speaks for. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext) =>
  principalOf(requestOf(context)),
);

/** The tenant of the access token, and no other: there is no argument that names one. */
export const CurrentTenant = createParamDecorator((_: unknown, context: ExecutionContext) =>
  tenantOf(requestOf(context)),
);

/** Staff that acts across tenants. Staff inside a tenant is refused: its token is the tenant's. */
export const CurrentStaff = createParamDecorator((_: unknown, context: ExecutionContext) =>
  staffOf(requestOf(context)),
);

/** The request's trace context, to hand on to what the use case sets off. */
export const CurrentTraceparent = createParamDecorator(
  (_: unknown, context: ExecutionContext) => requestOf(context).traceparent,
);
