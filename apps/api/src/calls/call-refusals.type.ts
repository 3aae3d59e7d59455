import { Field, ObjectType } from '@nestjs/graphql';
import type { CallState } from '#patchbay/calls';
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

  constructor(mode: string) {
    super();
    this.mode = mode;
    this.message = `Calls cannot be placed in the mode ${mode} here: use SDES.`;
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
    "The call runs through the tenant's own SIP server, so it can only be ended there.";
}
