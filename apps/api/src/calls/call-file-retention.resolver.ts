import {
  Args,
  createUnionType,
  Field,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from '@nestjs/graphql';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { SetFileRetention } from '#patchbay/calls';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';

const MEANING =
  'Days for recordings, transcripts and voicemail; null: as long as the platform keeps them.';
const MOST_DAYS = 3650;

@ObjectType('CallFileRetention', { description: 'For how long files of calls are kept.' })
export class CallFileRetentionType {
  @Field(() => Int, { nullable: true, description: MEANING })
  readonly mediaDays!: number | null;
}

@InputType('SetCallFileRetentionInput')
export class SetCallFileRetentionInputType {
  @Field(() => Int, { nullable: true, description: `${MEANING} 1 to ${MOST_DAYS}.` })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MOST_DAYS)
  readonly mediaDays?: number | null;
}

@ObjectType()
export class SetCallFileRetentionSuccess {
  @Field(() => CallFileRetentionType)
  readonly retention!: CallFileRetentionType;
}

const SetCallFileRetentionResult = createUnionType({
  name: 'SetCallFileRetentionResult',
  types: () => [SetCallFileRetentionSuccess] as const,
});

@Resolver()
export class CallFileRetentionResolver {
  constructor(private readonly setRetention: SetFileRetention) {}

  @Query(() => CallFileRetentionType, { description: 'For how long files of calls are kept.' })
  callFileRetention(@CurrentTenant() tenant: TenantContext): Promise<CallFileRetentionType> {
    return this.setRetention.read(tenant);
  }

  @Mutation(() => SetCallFileRetentionResult, {
    description:
      'Says for how long files of calls are kept, where the platform keeps them longer. A shorter time ' +
      'holds for files that are there as well, a longer one for those that come. Audited.',
  })
  async setCallFileRetention(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') { mediaDays }: SetCallFileRetentionInputType,
  ): Promise<SetCallFileRetentionSuccess> {
    const retention = await this.setRetention.execute(tenant, { mediaDays: mediaDays ?? null });
    return Object.assign(new SetCallFileRetentionSuccess(), { retention });
  }
}
