import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { CreateEndpoint, ListEndpoints } from '#patchbay/fanout';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { ConnectionArgs, connectionOf, pageRequest } from '../graphql/connection.js';
import { CreateEndpointInputType } from './create-endpoint.input.js';
import { CreateEndpointResult, createEndpointResult } from './create-endpoint.result.js';
import { EndpointConnection, EndpointType } from './endpoint.type.js';

@Resolver()
export class EndpointsResolver {
  constructor(
    private readonly createEndpointUseCase: CreateEndpoint,
    private readonly listEndpoints: ListEndpoints,
  ) {}

  @Query(() => EndpointConnection, { description: 'Where events are sent, oldest first.' })
  async endpoints(
    @CurrentTenant() tenant: TenantContext,
    @Args() page: ConnectionArgs,
  ): Promise<EndpointConnection> {
    const found = await this.listEndpoints.execute(tenant, pageRequest(page));
    return connectionOf(found, page, (view) => EndpointType.from(view));
  }

  @Mutation(() => CreateEndpointResult, {
    description: 'Registers a URL for events. TENANT_ADMIN or TENANT_APP.',
  })
  async createEndpoint(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: CreateEndpointInputType,
  ): Promise<typeof CreateEndpointResult> {
    const { url, eventTypes, description, idempotencyKey } = input;
    const outcome = await this.createEndpointUseCase.execute(tenant, {
      url,
      eventTypes,
      description: description ?? undefined,
      idempotencyKey: idempotencyKey ?? undefined,
    });
    return createEndpointResult(outcome);
  }
}
