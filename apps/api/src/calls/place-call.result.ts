import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import type { PlaceCallOutcome } from '#patchbay/calls';
import { assertUnreachable } from '#patchbay/kernel';
import { CALL_REFUSALS, refusalOfMeta, refusalOfVerdicts } from './call-refusal.type.js';
import { MediaModeNotSupported, MediaUnavailable } from './call-refusals.type.js';
import { CallType } from './call.type.js';
import { SdpWarningType } from './sdp-warning.type.js';

@ObjectType()
export class PlaceCallSuccess {
  @Field(() => CallType)
  readonly call: CallType;

  @Field(() => String, {
    nullable: true,
    description:
      'The answer to your offer. PASSTHROUGH: of Meta; it comes in `call.connect` if it is not here yet.',
  })
  readonly sdpAnswer: string | null;

  @Field(() => [SdpWarningType], { description: 'What Meta takes but advises against.' })
  readonly sdpWarnings: readonly SdpWarningType[];

  constructor(call: CallType, sdpAnswer: string | null, sdpWarnings: readonly SdpWarningType[]) {
    this.call = call;
    this.sdpAnswer = sdpAnswer;
    this.sdpWarnings = sdpWarnings;
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
      return new PlaceCallSuccess(CallType.from(outcome.call), outcome.sdpAnswer, [
        ...outcome.sdpWarnings,
      ]);
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
