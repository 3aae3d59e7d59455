import { createUnionType, Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsInt, IsOptional, IsUUID } from 'class-validator';
import type { SetTenantQuotaOutcome } from '#patchbay/admission';
import { assertUnreachable } from '#patchbay/kernel';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { TenantID } from '../graphql/scalars/id-scalars.js';

@ObjectType('TenantQuota', { description: 'How many calls the BSP lets a tenant place.' })
export class TenantQuotaType {
  @Field(() => Int, { nullable: true, description: 'Calls that may be up; null: no quota.' })
  readonly concurrentCalls!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Calls that may be placed within 24 hours; null: no quota.',
  })
  readonly dailyCalls!: number | null;
}

@InputType('SetTenantQuotaInput')
export class SetTenantQuotaInputType {
  @Field(() => TenantID)
  @IsUUID()
  readonly tenantId!: string;

  @Field(() => Int, { nullable: true, description: 'Calls that may be up; null: no quota.' })
  @IsOptional()
  @IsInt()
  readonly concurrentCalls?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Calls that may be placed within 24 hours; null: no quota.',
  })
  @IsOptional()
  @IsInt()
  readonly dailyCalls?: number | null;
}

@ObjectType()
export class SetTenantQuotaSuccess {
  @Field(() => Int, { nullable: true })
  readonly concurrentCalls: number | null;

  @Field(() => Int, { nullable: true })
  readonly dailyCalls: number | null;

  constructor(concurrentCalls: number | null, dailyCalls: number | null) {
    this.concurrentCalls = concurrentCalls;
    this.dailyCalls = dailyCalls;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class TenantClosed extends MutationErrorType {
  override readonly code = MutationErrorCode.TENANT_CLOSED;
  override readonly message = 'The tenant is closed and calls nobody any more.';
}

export const SetTenantQuotaResult = createUnionType({
  name: 'SetTenantQuotaResult',
  types: () => [SetTenantQuotaSuccess, TenantClosed] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function tenantQuotaResult(outcome: SetTenantQuotaOutcome): typeof SetTenantQuotaResult {
  switch (outcome.kind) {
    case 'set': {
      const { concurrentCalls, dailyCalls } = outcome.quota;
      return new SetTenantQuotaSuccess(concurrentCalls, dailyCalls);
    }
    case 'tenant_closed':
      return new TenantClosed();
    default:
      return assertUnreachable(outcome);
  }
}
