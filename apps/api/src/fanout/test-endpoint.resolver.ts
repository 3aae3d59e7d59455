import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { TestEndpoint } from '#patchbay/fanout';
import { assertUnreachable, type TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { TestEndpointResult, TestEndpointSuccess } from './endpoint-changes.result.js';
import { EndpointDisabled } from './endpoint-refusals.type.js';
import { TestEndpointInputType } from './test-endpoint.input.js';

@Resolver()
export class TestEndpointResolver {
  constructor(private readonly testEndpointUseCase: TestEndpoint) {}

  @Mutation(() => TestEndpointResult, {
    description:
      'Sends an example of an event now, marked with `isTest`, the way every message goes. TENANT_ADMIN or TENANT_APP.',
  })
  async testEndpoint(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: TestEndpointInputType,
  ): Promise<typeof TestEndpointResult> {
    const outcome = await this.testEndpointUseCase.execute(tenant, {
      endpointId: input.endpointId,
      eventType: input.eventType,
      idempotencyKey: input.idempotencyKey ?? undefined,
    });
    switch (outcome.kind) {
      case 'sent':
        return new TestEndpointSuccess(outcome.messageId);
      case 'endpoint_disabled':
        return new EndpointDisabled(input.endpointId);
      default:
        return assertUnreachable(outcome);
    }
  }
}
