import { Args, Field, InputType, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { IsIn, IsInt, Length } from 'class-validator';
import type { StaffContext } from '#patchbay/kernel';
import { ListLimitPolicies, type NumberProfile, SetLimitPolicy } from '#patchbay/numbers';
import { CurrentStaff } from '../auth/current-principal.js';
import { NumberProfileEnum } from '../inbox/inbox.enums.js';
import {
  LimitPolicyType,
  SetLimitPolicyResult,
  setLimitPolicyResult,
} from './limit-policy.type.js';

@InputType('SetLimitPolicyInput')
export class SetLimitPolicyInputType {
  @Field(() => NumberProfileEnum)
  @IsIn(Object.values(NumberProfileEnum))
  readonly profile!: NumberProfile;

  @Field(() => String, { description: 'As limitPolicies has it.' })
  @Length(1, 80)
  readonly name!: string;

  @Field(() => Int, { description: 'In the unit of the limit, at least 1.' })
  @IsInt()
  readonly value!: number;

  @Field(() => String, { description: 'YYYY-MM-DD, today (UTC) or later.' })
  @Length(10, 10)
  readonly effectiveFrom!: string;

  @Field(() => String, { description: 'Where the figure is from.' })
  @Length(1, 500)
  readonly source!: string;
}

@Resolver()
export class LimitPoliciesResolver {
  constructor(
    private readonly list: ListLimitPolicies,
    private readonly set: SetLimitPolicy,
  ) {}

  @Query(() => [LimitPolicyType], {
    description: 'The dated limits with their sources, newest first. Staff.',
  })
  async limitPolicies(
    @CurrentStaff() staff: StaffContext,
    @Args('profile', { type: () => NumberProfileEnum, nullable: true }) profile?: NumberProfile,
    @Args('name', { type: () => String, nullable: true }) name?: string | null,
  ): Promise<LimitPolicyType[]> {
    const filter = { profile: profile ?? null, name: name ?? null };
    return (await this.list.execute(staff, filter)).map((view) => LimitPolicyType.from(view));
  }

  @Mutation(() => SetLimitPolicyResult, {
    description: 'Says what a limit will be from a day on. BSP_ADMIN; audited.',
  })
  async setLimitPolicy(
    @CurrentStaff() staff: StaffContext,
    @Args('input') input: SetLimitPolicyInputType,
  ): Promise<typeof SetLimitPolicyResult> {
    return setLimitPolicyResult(await this.set.execute(staff, input));
  }
}
