import {
  Args,
  createUnionType,
  Field,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Resolver,
} from '@nestjs/graphql';
import { IsBoolean, IsInt, IsOptional, Length, MaxLength } from 'class-validator';
import type { TenantContext } from '#patchbay/kernel';
import { FindNumber } from '#patchbay/numbers';
import { SetFirstContactButton } from '#patchbay/permissions';
import { CurrentTenant } from '../auth/current-principal.js';

/** What is longer than Meta takes is told by the use case, with Meta's figure. */
const MAX_TEXT = 5000;

@InputType('SetFirstContactButtonInput')
export class SetFirstContactButtonInputType {
  @Field(() => String, { description: "Meta's id of the number." })
  @Length(1, 30)
  readonly phoneNumberId!: string;

  @Field(() => Boolean)
  @IsBoolean()
  readonly isEnabled!: boolean;

  @Field(() => String, { description: 'The text of the welcome message, 1 to 1024 characters.' })
  @MaxLength(MAX_TEXT)
  readonly body!: string;

  @Field(() => String, { nullable: true, description: 'At most 20 characters.' })
  @IsOptional()
  @MaxLength(MAX_TEXT)
  readonly displayText?: string | null;

  @Field(() => Int, { nullable: true, description: '1 to 43200 minutes.' })
  @IsOptional()
  @IsInt()
  readonly ttlMinutes?: number | null;

  @Field(() => String, { nullable: true, description: 'At most 512 characters.' })
  @IsOptional()
  @MaxLength(MAX_TEXT)
  readonly payload?: string | null;
}

@ObjectType('FirstContactButton', {
  description: "The call button that a number sends at a customer's first message.",
})
export class FirstContactButtonType {
  @Field(() => Boolean)
  readonly isEnabled!: boolean;

  @Field(() => String)
  readonly body!: string;

  @Field(() => String, { nullable: true })
  readonly displayText!: string | null;

  @Field(() => Int, { nullable: true })
  readonly ttlMinutes!: number | null;

  @Field(() => String, { nullable: true })
  readonly payload!: string | null;
}

@ObjectType()
export class SetFirstContactButtonSuccess {
  @Field(() => FirstContactButtonType)
  readonly firstContactButton: FirstContactButtonType;

  constructor(firstContactButton: FirstContactButtonType) {
    this.firstContactButton = firstContactButton;
  }
}

export const SetFirstContactButtonResult = createUnionType({
  name: 'SetFirstContactButtonResult',
  types: () => [SetFirstContactButtonSuccess] as const,
});

@Resolver()
export class SetFirstContactButtonResolver {
  constructor(
    private readonly findNumber: FindNumber,
    private readonly set: SetFirstContactButton,
  ) {}

  @Mutation(() => SetFirstContactButtonResult, {
    description: "Sets the call button of a number's welcome message, or switches it off.",
  })
  async setFirstContactButton(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: SetFirstContactButtonInputType,
  ): Promise<typeof SetFirstContactButtonResult> {
    const { phoneNumberId, isEnabled, body } = input;
    const { id: numberId } = await this.findNumber.execute(tenant, { phoneNumberId });
    const button = await this.set.execute(tenant, {
      numberId,
      isEnabled,
      body,
      displayText: input.displayText ?? null,
      ttlMinutes: input.ttlMinutes ?? null,
      payload: input.payload ?? null,
    });
    return new SetFirstContactButtonSuccess(Object.assign(new FirstContactButtonType(), button));
  }
}
