import { Args, Query, Resolver } from '@nestjs/graphql';
import { FindEndpoint, ListEndpoints } from '#patchbay/fanout';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { ConnectionArgs, connectionOf, pageRequest } from '../graphql/connection.js';
import { EndpointID } from '../graphql/scalars/id-scalars.js';
import { EndpointSubjects } from './endpoint-subjects.js';
import { EndpointConnection, EndpointType } from './endpoint.type.js';

@Resolver()
export class EndpointsResolver {
  constructor(
    private readonly findEndpoint: FindEndpoint,
    private readonly listEndpoints: ListEndpoints,
    private readonly subjects: EndpointSubjects,
  ) {}

  @Query(() => EndpointType, { description: 'One endpoint of the tenant.' })
  async endpoint(
    @CurrentTenant() tenant: TenantContext,
    @Args('id', { type: () => EndpointID }) id: string,
  ): Promise<EndpointType> {
    return this.subjects.presentOne(tenant, await this.findEndpoint.execute(tenant, id));
  }

  @Query(() => EndpointConnection, { description: 'Where events are sent, oldest first.' })
  async endpoints(
    @CurrentTenant() tenant: TenantContext,
    @Args() page: ConnectionArgs,
  ): Promise<EndpointConnection> {
    const { items: views, hasNextPage } = await this.listEndpoints.execute(
      tenant,
      pageRequest(page),
    );
    const items = await this.subjects.present(tenant, views);
    return connectionOf({ items, hasNextPage }, page, (endpoint) => endpoint);
  }
}
