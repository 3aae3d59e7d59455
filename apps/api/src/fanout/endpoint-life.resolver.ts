import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { EnableEndpoint, FindEndpoint, RotateEndpointSecret } from '#patchbay/fanout';
import { assertUnreachable, type TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { EnableEndpointInputType } from './enable-endpoint.input.js';
import {
  EnableEndpointResult,
  EnableEndpointSuccess,
  RotateEndpointSecretResult,
  RotateEndpointSecretSuccess,
} from './endpoint-changes.result.js';
import { EndpointUrlRefused, SecretRotationUnderWay } from './endpoint-refusals.type.js';
import { EndpointSubjects } from './endpoint-subjects.js';
import { RotateEndpointSecretInputType } from './rotate-endpoint-secret.input.js';

@Resolver()
export class EndpointLifeResolver {
  constructor(
    private readonly enableEndpointUseCase: EnableEndpoint,
    private readonly rotateEndpointSecretUseCase: RotateEndpointSecret,
    private readonly findEndpoint: FindEndpoint,
    private readonly subjects: EndpointSubjects,
  ) {}

  @Mutation(() => EnableEndpointResult, {
    description:
      'Starts deliveries to a disabled endpoint again; what is due leaves at once. TENANT_ADMIN or TENANT_APP.',
  })
  async enableEndpoint(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') { endpointId }: EnableEndpointInputType,
  ): Promise<typeof EnableEndpointResult> {
    const outcome = await this.enableEndpointUseCase.execute(tenant, endpointId);
    switch (outcome.kind) {
      case 'enabled': {
        const view = await this.findEndpoint.execute(tenant, endpointId);
        return new EnableEndpointSuccess(await this.subjects.presentOne(tenant, view));
      }
      case 'url_refused':
        return new EndpointUrlRefused(outcome);
      default:
        return assertUnreachable(outcome);
    }
  }

  @Mutation(() => RotateEndpointSecretResult, {
    description: 'Gives an endpoint a new signing secret. TENANT_ADMIN or TENANT_APP.',
  })
  async rotateEndpointSecret(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: RotateEndpointSecretInputType,
  ): Promise<typeof RotateEndpointSecretResult> {
    const outcome = await this.rotateEndpointSecretUseCase.execute(tenant, {
      endpointId: input.endpointId,
      overlapSeconds: input.overlapSeconds ?? undefined,
      idempotencyKey: input.idempotencyKey ?? undefined,
    });
    switch (outcome.kind) {
      case 'rotated': {
        const endpoint = await this.subjects.presentOne(tenant, outcome.endpoint);
        return new RotateEndpointSecretSuccess(endpoint, outcome.secret.reveal());
      }
      case 'rotation_under_way':
        return new SecretRotationUnderWay(outcome.until);
      default:
        return assertUnreachable(outcome);
    }
  }
}
