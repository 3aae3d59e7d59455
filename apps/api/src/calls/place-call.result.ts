import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import { isPermitted } from '#patchbay/admission';
import type { PlaceCallOutcome } from '#patchbay/calls';
import { assertUnreachable } from '#patchbay/kernel';
import {
  AdmissionVerdictType,
  CallNotAdmitted,
  CallRefusedByMeta,
  MediaModeNotSupported,
  MediaUnavailable,
} from './call-refusals.type.js';
import { CallType, MetaErrorType } from './call.type.js';

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
    [
      PlaceCallSuccess,
      CallNotAdmitted,
      CallRefusedByMeta,
      MediaUnavailable,
      MediaModeNotSupported,
    ] as const,
});

type Verdicts = Extract<PlaceCallOutcome, { kind: 'not_admitted' }>['verdicts'];

function verdictsOf(verdicts: Verdicts): AdmissionVerdictType[] {
  return verdicts.map((verdict) =>
    Object.assign(new AdmissionVerdictType(), {
      rule: verdict.rule,
      isAllowed: isPermitted(verdict),
      reason: verdict.reason,
      // A repeated request gets the outcome as JSON kept it, with times as text.
      retryAt: verdict.retryAt && new Date(verdict.retryAt),
    }),
  );
}

/** The outcome of the use case as GraphQL tells it. */
export function placeCallResult(outcome: PlaceCallOutcome): typeof PlaceCallResult {
  switch (outcome.kind) {
    case 'placed':
      return new PlaceCallSuccess(CallType.from(outcome.call), outcome.sdpAnswer);
    case 'not_admitted':
      return new CallNotAdmitted(verdictsOf(outcome.verdicts));
    case 'refused_by_meta':
      return new CallRefusedByMeta(
        CallType.from(outcome.call),
        MetaErrorType.from(outcome.metaError),
      );
    case 'media_unavailable':
      return new MediaUnavailable(CallType.from(outcome.call));
    case 'mode_not_supported':
      return new MediaModeNotSupported(outcome.mode);
    default:
      return assertUnreachable(outcome);
  }
}
