import { createUnionType, Field, Int, ObjectType } from '@nestjs/graphql';
import { assertUnreachable } from '#patchbay/kernel';
import type { LimitPolicyView, NumberProfile, SetLimitPolicyOutcome } from '#patchbay/numbers';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { NumberProfileEnum } from '../inbox/inbox.enums.js';

@ObjectType('LimitPolicy', { description: 'A limit that holds from a day on, with its source.' })
export class LimitPolicyType {
  @Field(() => NumberProfileEnum)
  readonly profile!: NumberProfile;

  @Field(() => String)
  readonly name!: string;

  @Field(() => Int)
  readonly value!: number;

  @Field(() => String, { description: 'Of the value: call, request, second.' })
  readonly unit!: string;

  @Field(() => String, { description: 'YYYY-MM-DD, from its beginning in UTC.' })
  readonly effectiveFrom!: string;

  @Field(() => String)
  readonly source!: string;

  @Field(() => Boolean, { description: 'It holds today.' })
  readonly isInForce!: boolean;

  static from(view: LimitPolicyView): LimitPolicyType {
    return Object.assign(new LimitPolicyType(), view);
  }
}

@ObjectType()
export class SetLimitPolicySuccess {
  @Field(() => LimitPolicyType)
  readonly policy: LimitPolicyType;

  constructor(policy: LimitPolicyType) {
    this.policy = policy;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class LimitPolicyInThePast extends MutationErrorType {
  override readonly code = MutationErrorCode.LIMIT_POLICY_IN_THE_PAST;
  override readonly message: string;

  @Field(() => String, { description: 'The first day from which on a limit can be set.' })
  readonly today: string;

  constructor(today: string) {
    super();
    this.today = today;
    this.message = `What has held stays as it was: let the limit begin on ${today} or later.`;
  }
}

export const SetLimitPolicyResult = createUnionType({
  name: 'SetLimitPolicyResult',
  types: () => [SetLimitPolicySuccess, LimitPolicyInThePast] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function setLimitPolicyResult(outcome: SetLimitPolicyOutcome): typeof SetLimitPolicyResult {
  switch (outcome.kind) {
    case 'set':
      return new SetLimitPolicySuccess(LimitPolicyType.from(outcome.policy));
    case 'in_the_past':
      return new LimitPolicyInThePast(outcome.today);
    default:
      return assertUnreachable(outcome);
  }
}
