import { Field, ObjectType } from '@nestjs/graphql';
import type { CallState, NotRinging } from '#patchbay/calls';
import { assertUnreachable } from '#patchbay/kernel';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { CallStateEnum, MediaModeEnum } from './call.enums.js';
import { CallType } from './call.type.js';

@ObjectType({ implements: () => MutationErrorType })
export class MediaUnavailable extends MutationErrorType {
  override readonly code = MutationErrorCode.MEDIA_UNAVAILABLE;
  override readonly message = 'No media node can take the call now: try again in a moment.';

  @Field(() => CallType)
  readonly call: CallType;

  constructor(call: CallType) {
    super();
    this.call = call;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class MediaModeNotSupported extends MutationErrorType {
  override readonly code = MutationErrorCode.MEDIA_MODE_NOT_SUPPORTED;
  override readonly message: string;

  @Field(() => MediaModeEnum)
  readonly mode: string;

  constructor(mode: string, why = 'Calls are placed in the modes SDES and PASSTHROUGH.') {
    super();
    this.mode = mode;
    this.message = `The mode ${mode} cannot do this. ${why}`;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class CallNotRinging extends MutationErrorType {
  override readonly code = MutationErrorCode.CALL_NOT_RINGING;
  override readonly message: string;

  @Field(() => CallStateEnum)
  readonly state: CallState;

  constructor(state: CallState) {
    super();
    this.state = state;
    this.message = `Only a user-initiated call that rings can be answered; this one is ${state}.`;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class CallEnded extends MutationErrorType {
  override readonly code = MutationErrorCode.CALL_ENDED;
  override readonly message = 'The call ended while it was being accepted.';

  @Field(() => CallType)
  readonly call: CallType;

  constructor(call: CallType) {
    super();
    this.call = call;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class CallNotControlled extends MutationErrorType {
  override readonly code = MutationErrorCode.CALL_NOT_CONTROLLED;
  override readonly message =
    'Somebody else placed or answered this call of the number, so only they can end or answer it.';
}

@ObjectType({ implements: () => MutationErrorType })
export class AnswerWindowClosed extends MutationErrorType {
  override readonly code = MutationErrorCode.ANSWER_WINDOW_CLOSED;
  override readonly message: string;

  @Field(() => CallStateEnum)
  readonly state: CallState;

  @Field(() => Date, { description: 'Until when it could be answered.' })
  readonly deadlineAt: Date;

  constructor(state: CallState, deadlineAt: Date) {
    super();
    this.state = state;
    this.deadlineAt = deadlineAt;
    this.message = `The call could be answered until ${deadlineAt.toISOString()}: call the user back.`;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class SdpAnswerChanged extends MutationErrorType {
  override readonly code = MutationErrorCode.SDP_ANSWER_CHANGED;
  override readonly message =
    'The call was pre-accepted with another SDP, and Meta wants the same one each time: give that one.';
}

/** What a call that cannot be answered or turned away is refused with. */
export const NOT_RINGING = [CallNotRinging, AnswerWindowClosed, CallNotControlled] as const;

/** The outcome of the use cases as GraphQL tells it. */
export function notRinging(
  outcome: NotRinging,
): CallNotRinging | AnswerWindowClosed | CallNotControlled {
  switch (outcome.kind) {
    case 'not_ringing':
      return new CallNotRinging(outcome.state);
    case 'too_late':
      // A repeated request gets the outcome as JSON kept it, with times as text.
      return new AnswerWindowClosed(outcome.state, new Date(outcome.deadlineAt));
    case 'not_controlled':
      return new CallNotControlled();
    default:
      return assertUnreachable(outcome);
  }
}
