import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import type { ClaimQuarantinedNumberOutcome } from '#patchbay/inbox';
import { AppError, assertUnreachable } from '#patchbay/kernel';
import { PhoneNumberID } from '../graphql/scalars/id-scalars.js';
import {
  MetaAppUnknown,
  NumberNotQuarantined,
  NumberTaken,
  WabaNotBound,
  WabaTaken,
} from './claim-refusals.type.js';
import { QuarantineReplayType } from './quarantine-replay.type.js';

@ObjectType()
export class ClaimQuarantinedNumberSuccess {
  @Field(() => PhoneNumberID)
  readonly numberId: string;

  @Field(() => [QuarantineReplayType], {
    description: 'What became of all that waited for the number and its WABA.',
  })
  readonly quarantined: readonly QuarantineReplayType[];

  constructor(numberId: string, quarantined: readonly QuarantineReplayType[]) {
    this.numberId = numberId;
    this.quarantined = quarantined;
  }
}

export const ClaimQuarantinedNumberResult = createUnionType({
  name: 'ClaimQuarantinedNumberResult',
  types: () =>
    [
      ClaimQuarantinedNumberSuccess,
      NumberNotQuarantined,
      NumberTaken,
      WabaTaken,
      WabaNotBound,
      MetaAppUnknown,
    ] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function claimQuarantinedNumberResult(
  outcome: ClaimQuarantinedNumberOutcome,
): typeof ClaimQuarantinedNumberResult {
  switch (outcome.kind) {
    case 'claimed':
      return new ClaimQuarantinedNumberSuccess(
        outcome.numberId,
        outcome.quarantined.map((replay) => QuarantineReplayType.from(replay)),
      );
    case 'number_not_quarantined':
      return new NumberNotQuarantined(outcome.phoneNumberId);
    case 'number_taken':
      return new NumberTaken(outcome.phoneNumberId);
    case 'waba_taken':
      return new WabaTaken(outcome.wabaId);
    case 'unknown_waba':
      return new WabaNotBound(outcome.wabaId);
    case 'unknown_app':
      return new MetaAppUnknown(outcome.appKey);
    case 'unknown_tenant':
      throw new AppError('NOT_FOUND', { what: 'tenant' });
    default:
      return assertUnreachable(outcome);
  }
}
