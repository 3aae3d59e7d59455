import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import { assertUnreachable } from '#patchbay/kernel';
import type { CreateTenantOutcome } from '#patchbay/tenants';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { TenantType } from './tenant.type.js';

@ObjectType()
export class CreateTenantSuccess {
  constructor(tenant: TenantType) {
    this.tenant = tenant;
  }

  @Field(() => TenantType)
  readonly tenant: TenantType;
}

@ObjectType({ implements: () => MutationErrorType })
export class TenantKeyTaken extends MutationErrorType {
  override readonly code = MutationErrorCode.TENANT_KEY_TAKEN;
  override readonly message: string;

  @Field(() => String)
  readonly key: string;

  constructor(key: string) {
    super();
    this.key = key;
    this.message = `Another tenant has the key ${key}: choose another one.`;
  }
}

export const CreateTenantResult = createUnionType({
  name: 'CreateTenantResult',
  types: () => [CreateTenantSuccess, TenantKeyTaken] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function createTenantResult(outcome: CreateTenantOutcome): typeof CreateTenantResult {
  switch (outcome.kind) {
    case 'created':
      return new CreateTenantSuccess(TenantType.from(outcome.tenant));
    case 'tenant_key_taken':
      return new TenantKeyTaken(outcome.key);
    default:
      return assertUnreachable(outcome);
  }
}
