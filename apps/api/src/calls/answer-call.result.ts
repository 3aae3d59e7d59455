import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import type {
  AcceptCallOutcome,
  PreAcceptCallOutcome,
  RejectCallOutcome,
  TerminateCallOutcome,
} from '#patchbay/calls';
import { assertUnreachable } from '#patchbay/kernel';
import { CALL_REFUSALS, META_REFUSALS, refusalOfMeta } from './call-refusal.type.js';
import {
  CallEnded,
  CallNotControlled,
  MediaModeNotSupported,
  NOT_RINGING,
  notRinging,
  SdpAnswerChanged,
} from './call-refusals.type.js';
import { CallType } from './call.type.js';
import { SdpWarningType } from './sdp-warning.type.js';

/** What both answers to an offer come to when Meta takes them. */
@ObjectType({ isAbstract: true })
abstract class AnswerTaken {
  @Field(() => CallType)
  readonly call: CallType;

  @Field(() => [SdpWarningType], { description: 'What Meta takes but advises against.' })
  readonly sdpWarnings: readonly SdpWarningType[];

  constructor(call: CallType, sdpWarnings: readonly SdpWarningType[]) {
    this.call = call;
    this.sdpWarnings = sdpWarnings;
  }
}

@ObjectType()
export class PreAcceptCallSuccess extends AnswerTaken {}

export const PreAcceptCallResult = createUnionType({
  name: 'PreAcceptCallResult',
  types: () =>
    [
      PreAcceptCallSuccess,
      ...NOT_RINGING,
      CallEnded,
      MediaModeNotSupported,
      SdpAnswerChanged,
      ...CALL_REFUSALS,
    ] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function preAcceptCallResult(outcome: PreAcceptCallOutcome): typeof PreAcceptCallResult {
  switch (outcome.kind) {
    case 'pre_accepted':
      return new PreAcceptCallSuccess(CallType.from(outcome.call), [...outcome.sdpWarnings]);
    case 'mode_not_supported':
      return new MediaModeNotSupported(outcome.mode, 'It is answered by a media node of ours.');
    case 'answer_changed':
      return new SdpAnswerChanged();
    case 'refused_by_meta':
      return refusalOfMeta(outcome.call, outcome.metaError);
    case 'ended':
      return new CallEnded(CallType.from(outcome.call));
    default:
      return notRinging(outcome);
  }
}

@ObjectType()
export class AcceptCallSuccess extends AnswerTaken {}

export const AcceptCallResult = createUnionType({
  name: 'AcceptCallResult',
  types: () =>
    [AcceptCallSuccess, ...NOT_RINGING, CallEnded, SdpAnswerChanged, ...CALL_REFUSALS] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function acceptCallResult(outcome: AcceptCallOutcome): typeof AcceptCallResult {
  switch (outcome.kind) {
    case 'accepted':
      return new AcceptCallSuccess(CallType.from(outcome.call), [...outcome.sdpWarnings]);
    case 'answer_changed':
      return new SdpAnswerChanged();
    case 'refused_by_meta':
      return refusalOfMeta(outcome.call, outcome.metaError);
    case 'ended':
      return new CallEnded(CallType.from(outcome.call));
    default:
      return notRinging(outcome);
  }
}

@ObjectType()
export class RejectCallSuccess {
  @Field(() => CallType)
  readonly call: CallType;

  constructor(call: CallType) {
    this.call = call;
  }
}

export const RejectCallResult = createUnionType({
  name: 'RejectCallResult',
  types: () => [RejectCallSuccess, ...NOT_RINGING, ...META_REFUSALS] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function rejectCallResult(outcome: RejectCallOutcome): typeof RejectCallResult {
  switch (outcome.kind) {
    case 'rejected':
      return new RejectCallSuccess(CallType.from(outcome.call));
    case 'refused_by_meta':
      return refusalOfMeta(outcome.call, outcome.metaError);
    default:
      return notRinging(outcome);
  }
}

@ObjectType()
export class TerminateCallSuccess {
  @Field(() => CallType)
  readonly call: CallType;

  constructor(call: CallType) {
    this.call = call;
  }
}

export const TerminateCallResult = createUnionType({
  name: 'TerminateCallResult',
  types: () => [TerminateCallSuccess, CallNotControlled, ...META_REFUSALS] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function terminateCallResult(outcome: TerminateCallOutcome): typeof TerminateCallResult {
  switch (outcome.kind) {
    case 'terminated':
      return new TerminateCallSuccess(CallType.from(outcome.call));
    case 'refused_by_meta':
      return refusalOfMeta(outcome.call, outcome.metaError);
    case 'not_controlled':
      return new CallNotControlled();
    default:
      return assertUnreachable(outcome);
  }
}
