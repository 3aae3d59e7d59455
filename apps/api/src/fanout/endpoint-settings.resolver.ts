import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { CreateEndpoint, DeleteEndpoint, UpdateEndpoint } from '#patchbay/fanout';
import { assertUnreachable, type TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { CreateEndpointInputType } from './create-endpoint.input.js';
import { CreateEndpointResult, CreateEndpointSuccess } from './create-endpoint.result.js';
import { DeleteEndpointInputType } from './delete-endpoint.input.js';
import {
  DeleteEndpointResult,
  DeleteEndpointSuccess,
  UpdateEndpointResult,
  UpdateEndpointSuccess,
} from './endpoint-changes.result.js';
import { EndpointUrlRefused } from './endpoint-refusals.type.js';
import { settingsOfInput } from './endpoint-settings.input.js';
import { EndpointSubjects } from './endpoint-subjects.js';
import { UpdateEndpointInputType } from './update-endpoint.input.js';

@Resolver()
export class EndpointSettingsResolver {
  constructor(
    private readonly createEndpointUseCase: CreateEndpoint,
    private readonly updateEndpointUseCase: UpdateEndpoint,
    private readonly deleteEndpointUseCase: DeleteEndpoint,
    private readonly subjects: EndpointSubjects,
  ) {}

  @Mutation(() => CreateEndpointResult, {
    description: 'Registers a URL for events. TENANT_ADMIN or TENANT_APP.',
  })
  async createEndpoint(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: CreateEndpointInputType,
  ): Promise<typeof CreateEndpointResult> {
    const outcome = await this.createEndpointUseCase.execute(tenant, {
      ...settingsOfInput(input),
      ...(await this.subjects.rows(tenant, input)),
      url: input.url,
      eventTypes: input.eventTypes,
      idempotencyKey: input.idempotencyKey ?? undefined,
    });
    switch (outcome.kind) {
      case 'created': {
        const endpoint = await this.subjects.presentOne(tenant, outcome.endpoint);
        return new CreateEndpointSuccess(endpoint, outcome.secret.reveal());
      }
      case 'url_refused':
        return new EndpointUrlRefused(outcome);
      default:
        return assertUnreachable(outcome);
    }
  }

  @Mutation(() => UpdateEndpointResult, {
    description: 'Changes an endpoint, or stops it. TENANT_ADMIN or TENANT_APP.',
  })
  async updateEndpoint(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: UpdateEndpointInputType,
  ): Promise<typeof UpdateEndpointResult> {
    const { endpointId, url, eventTypes, disable } = input;
    const outcome = await this.updateEndpointUseCase.execute(tenant, {
      endpointId,
      changes: {
        ...settingsOfInput(input),
        ...(await this.subjects.rows(tenant, input)),
        url: url ?? undefined,
        eventTypes: eventTypes ?? undefined,
      },
      disable: disable === true,
    });
    switch (outcome.kind) {
      case 'updated':
        return new UpdateEndpointSuccess(await this.subjects.presentOne(tenant, outcome.endpoint));
      case 'url_refused':
        return new EndpointUrlRefused(outcome);
      default:
        return assertUnreachable(outcome);
    }
  }

  @Mutation(() => DeleteEndpointResult, {
    description:
      'Removes an endpoint with all that is still due there. TENANT_ADMIN or TENANT_APP.',
  })
  async deleteEndpoint(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') { endpointId }: DeleteEndpointInputType,
  ): Promise<typeof DeleteEndpointResult> {
    await this.deleteEndpointUseCase.execute(tenant, endpointId);
    return new DeleteEndpointSuccess(endpointId);
  }
}
