import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { ClaimQuarantinedNumber, ReplayInboxEvents } from '#patchbay/inbox';
import type { StaffContext } from '#patchbay/kernel';
import { CurrentStaff } from '../auth/current-principal.js';
import { ClaimQuarantinedNumberInputType, claimInput } from './claim-quarantined-number.input.js';
import {
  ClaimQuarantinedNumberResult,
  claimQuarantinedNumberResult,
} from './claim-quarantined-number.result.js';
import { ReplayInboxEventInputType, replaySelection } from './replay-inbox-event.input.js';
import { ReplayInboxEventResult, replayInboxEventResult } from './replay-inbox-event.result.js';

@Resolver()
export class InboxOperationsResolver {
  constructor(
    private readonly replayInboxEvents: ReplayInboxEvents,
    private readonly claimNumber: ClaimQuarantinedNumber,
  ) {}

  @Mutation(() => ReplayInboxEventResult, {
    description:
      'Hands events over once more; what is known already changes nothing. ' +
      'Staff: BSP_ADMIN, BSP_OPERATOR.',
  })
  async replayInboxEvent(
    @CurrentStaff() staff: StaffContext,
    @Args('input') input: ReplayInboxEventInputType,
  ): Promise<typeof ReplayInboxEventResult> {
    const { reason, idempotencyKey } = input;
    const outcome = await this.replayInboxEvents.execute(staff, {
      selection: replaySelection(input),
      reason,
      idempotencyKey: idempotencyKey ?? undefined,
    });
    return replayInboxEventResult(outcome);
  }

  @Mutation(() => ClaimQuarantinedNumberResult, {
    description:
      'Binds a number from quarantine to its tenant and replays what waits for it. ' +
      'Staff: BSP_ADMIN, BSP_OPERATOR.',
  })
  async claimQuarantinedNumber(
    @CurrentStaff() staff: StaffContext,
    @Args('input') input: ClaimQuarantinedNumberInputType,
  ): Promise<typeof ClaimQuarantinedNumberResult> {
    return claimQuarantinedNumberResult(await this.claimNumber.execute(staff, claimInput(input)));
  }
}
