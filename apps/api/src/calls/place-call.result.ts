import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import type { PlaceCallOutcome } from '#patchbay/calls';
import { assertUnreachable } from '#patchbay/kernel';
import { CALL_REFUSALS, refusalOfMeta, refusalOfVerdicts } from './call-refusal.type.js';
import { MediaModeNotSupported, MediaUnavailable } from './call-refusals.type.js';
import { CallType } from './call.type.js';

@ObjectType()
export class PlaceCallSuccess {
  @Field(() => CallType)
  readonly call: CallType;

  @Field(() => String, { nullable: true, description: 'SDES: the answer to your offer.' })
  readonly sdpAnswer: string | null;

  constructor(call: CallType, sdpAnswer: string | null) {
    this.call = call;
    this.sdpAnswer = sdpAnswer;
  }
}

export const PlaceCallResult = createUnionType({
  name: 'PlaceCallResult',
  types: () =>
    [PlaceCallSuccess, MediaUnavailable, MediaModeNotSupported, ...CALL_REFUSALS] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function placeCallResult(outcome: PlaceCallOutcome): typeof PlaceCallResult {
  switch (outcome.kind) {
    case 'placed':
      return new PlaceCallSuccess(CallType.from(outcome.call), outcome.sdpAnswer);
    case 'not_admitted':
      return refusalOfVerdicts(outcome.verdicts);
    case 'refused_by_meta':
      return refusalOfMeta(outcome.call, outcome.metaError);
    case 'media_unavailable':
      return new MediaUnavailable(CallType.from(outcome.call));
    case 'mode_not_supported':
      return new MediaModeNotSupported(outcome.mode);
    default:
      return assertUnreachable(outcome);
  }
}
