import { type ExecutionContext, Injectable } from '@nestjs/common';
import { type GqlContextType, GqlExecutionContext } from '@nestjs/graphql';
import { AuthGuard } from '@nestjs/passport';
import { AppError } from '#patchbay/kernel';
import type { GraphQLContext } from '../graphql/graphql-context.js';
import type { ApiRequest } from '../http/api-request.js';
import { ACCESS_TOKEN } from './access-token.strategy.js';

/**
 * Every GraphQL operation needs a valid access token. It only authenticates: what the caller may do
 * is decided by the use case. Controllers prove their callers in other ways (a client's secret, a
 * webhook's signature), so they are left alone.
 */
@Injectable()
export class AccessTokenGuard extends AuthGuard(ACCESS_TOKEN) {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType<GqlContextType>() !== 'graphql') return true;
    // The guard runs for each root field; one check a request is enough.
    if (this.getRequest(context).principal !== undefined) return true;
    return (await super.canActivate(context)) as boolean;
  }

  override getRequest(context: ExecutionContext): ApiRequest {
    return GqlExecutionContext.create(context).getContext<GraphQLContext>().req;
  }

  getResponse(context: ExecutionContext): unknown {
    return this.getRequest(context).res;
  }

  override getAuthenticateOptions(): { session: boolean; property: string } {
    return { session: false, property: 'principal' };
  }

  override handleRequest<Principal>(err: unknown, principal: Principal, info: unknown): Principal {
    if (err) throw err instanceof Error ? err : new AppError('INTERNAL', {}, { cause: err });
    if (!principal) throw new AppError('UNAUTHENTICATED', {}, { cause: info });
    return principal;
  }
}
