import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import type { AcceptCallOutcome, RejectCallOutcome, TerminateCallOutcome } from '#patchbay/calls';
import { assertUnreachable } from '#patchbay/kernel';
import { CallEnded, CallNotControlled, CallNotRinging } from './call-refusals.type.js';
import { CallType } from './call.type.js';

@ObjectType()
export class AcceptCallSuccess {
  @Field(() => CallType)
  readonly call: CallType;

  constructor(call: CallType) {
    this.call = call;
  }
}

export const AcceptCallResult = createUnionType({
  name: 'AcceptCallResult',
  types: () => [AcceptCallSuccess, CallNotRinging, CallEnded] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function acceptCallResult(outcome: AcceptCallOutcome): typeof AcceptCallResult {
  switch (outcome.kind) {
    case 'accepted':
      return new AcceptCallSuccess(CallType.from(outcome.call));
    case 'not_ringing':
      return new CallNotRinging(outcome.state);
    case 'ended':
      return new CallEnded(CallType.from(outcome.call));
    default:
      return assertUnreachable(outcome);
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
  types: () => [RejectCallSuccess, CallNotRinging] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function rejectCallResult(outcome: RejectCallOutcome): typeof RejectCallResult {
  switch (outcome.kind) {
    case 'rejected':
      return new RejectCallSuccess(CallType.from(outcome.call));
    case 'not_ringing':
      return new CallNotRinging(outcome.state);
    default:
      return assertUnreachable(outcome);
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

/**
 * Today every call is ours to end. The refusal is in the union from the first day all the same:
 * clients ask every mutation for `... on MutationError`, which a union without one would forbid.
 */
export const TerminateCallResult = createUnionType({
  name: 'TerminateCallResult',
  types: () => [TerminateCallSuccess, CallNotControlled] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function terminateCallResult({ call }: TerminateCallOutcome): typeof TerminateCallResult {
  return new TerminateCallSuccess(CallType.from(call));
}
