import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { CreateApiClient } from '#patchbay/identity';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { CreateApiClientInputType } from './create-api-client.input.js';
import { CreateApiClientResult, createApiClientResult } from './create-api-client.result.js';

@Resolver()
export class ApiClientsResolver {
  constructor(private readonly createApiClientUseCase: CreateApiClient) {}

  @Mutation(() => CreateApiClientResult, {
    description: "Makes a credential for one of the tenant's machines. TENANT_ADMIN.",
  })
  async createApiClient(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') { name, roles, idempotencyKey }: CreateApiClientInputType,
  ): Promise<typeof CreateApiClientResult> {
    const input = { name, roles, idempotencyKey: idempotencyKey ?? undefined };
    return createApiClientResult(await this.createApiClientUseCase.execute(tenant, input));
  }
}
