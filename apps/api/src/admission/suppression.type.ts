import { createUnionType, Field, InputType, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsDate, IsOptional, Length, ValidateNested } from 'class-validator';
import type {
  LiftSuppressionOutcome,
  SuppressConsumerOutcome,
  SuppressedConsumer,
} from '#patchbay/calls';
import { assertUnreachable } from '#patchbay/kernel';
import { ConsumerInput } from '../calls/place-call.input.js';
import { connectionType } from '../graphql/connection.js';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';

@InputType('SuppressConsumerInput')
export class SuppressConsumerInputType {
  @Field(() => ConsumerInput)
  @Type(() => ConsumerInput)
  @ValidateNested()
  readonly consumer!: ConsumerInput;

  @Field(() => String, { description: 'Why; told when somebody tries to call.' })
  @Length(1, 200)
  readonly reason!: string;

  @Field(() => Date, { nullable: true, description: 'Without one: for good.' })
  @IsOptional()
  @IsDate()
  readonly until?: Date | null;
}

@InputType('LiftSuppressionInput')
export class LiftSuppressionInputType {
  @Field(() => ConsumerInput)
  @Type(() => ConsumerInput)
  @ValidateNested()
  readonly consumer!: ConsumerInput;
}

@ObjectType('SuppressedConsumer', { description: 'A consumer whom you do not call.' })
export class SuppressedConsumerType {
  @Field(() => String, { nullable: true })
  readonly waId!: string | null;

  @Field(() => String, { nullable: true })
  readonly userId!: string | null;

  @Field(() => String)
  readonly reason!: string;

  @Field(() => Date, { nullable: true })
  readonly until!: Date | null;

  @Field(() => Date)
  readonly createdAt!: Date;

  static from({ consumer, ...rest }: SuppressedConsumer): SuppressedConsumerType {
    const { waId = null, userId = null } = consumer;
    return Object.assign(new SuppressedConsumerType(), rest, { waId, userId });
  }
}

@ObjectType('SuppressedConsumerConnection')
export class SuppressedConsumerConnection extends connectionType(
  'SuppressedConsumer',
  SuppressedConsumerType,
) {}

@ObjectType()
export class SuppressConsumerSuccess {
  @Field(() => SuppressedConsumerType)
  readonly suppressed: SuppressedConsumerType;

  constructor(suppressed: SuppressedConsumerType) {
    this.suppressed = suppressed;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class SuppressionIsOver extends MutationErrorType {
  override readonly code = MutationErrorCode.SUPPRESSION_IS_OVER;
  override readonly message = 'The suppression would end in the past: name a later time, or none.';
}

@ObjectType()
export class LiftSuppressionSuccess {
  @Field(() => Boolean)
  readonly isLifted: boolean = true;
}

@ObjectType({ implements: () => MutationErrorType })
export class ConsumerNotSuppressed extends MutationErrorType {
  override readonly code = MutationErrorCode.CONSUMER_NOT_SUPPRESSED;
  override readonly message = 'The consumer is not on your suppression list.';
}

export const SuppressConsumerResult = createUnionType({
  name: 'SuppressConsumerResult',
  types: () => [SuppressConsumerSuccess, SuppressionIsOver] as const,
});

export const LiftSuppressionResult = createUnionType({
  name: 'LiftSuppressionResult',
  types: () => [LiftSuppressionSuccess, ConsumerNotSuppressed] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function suppressConsumerResult(
  outcome: SuppressConsumerOutcome,
): typeof SuppressConsumerResult {
  switch (outcome.kind) {
    case 'suppressed':
      return new SuppressConsumerSuccess(SuppressedConsumerType.from(outcome.suppressed));
    case 'over':
      return new SuppressionIsOver();
    default:
      return assertUnreachable(outcome);
  }
}

/** The outcome of the use case as GraphQL tells it. */
export function liftSuppressionResult({
  kind,
}: LiftSuppressionOutcome): typeof LiftSuppressionResult {
  return kind === 'lifted' ? new LiftSuppressionSuccess() : new ConsumerNotSuppressed();
}
