import { Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ReadPlatformKillSwitch } from '#patchbay/admission';
import type { StaffContext } from '#patchbay/kernel';
import { CurrentStaff } from '../auth/current-principal.js';
import type { GraphQLContext } from '../graphql/graphql-context.js';
import { PhoneNumberType } from '../numbers/phone-number.type.js';
import { CallBoundsLoader } from './call-bounds.loader.js';
import { KillSwitchType } from './kill-switch.type.js';

@Resolver(() => PhoneNumberType)
export class KillSwitchesResolver {
  constructor(
    private readonly bounds: CallBoundsLoader,
    private readonly ofPlatform: ReadPlatformKillSwitch,
  ) {}

  @Query(() => KillSwitchType, {
    nullable: true,
    description: 'The switch of the whole platform; null: it is off. Staff.',
  })
  async platformKillSwitch(@CurrentStaff() staff: StaffContext): Promise<KillSwitchType | null> {
    const view = await this.ofPlatform.execute(staff);
    return view === undefined ? null : KillSwitchType.from(view);
  }

  @ResolveField(() => [KillSwitchType], {
    description: 'Those that are on for this number alone; `tenant` has those of all numbers.',
  })
  killSwitches(
    @Parent() { id }: PhoneNumberType,
    @Context() { req }: GraphQLContext,
  ): Promise<KillSwitchType[]> {
    return this.bounds.switchesOfNumber(req, id);
  }
}
