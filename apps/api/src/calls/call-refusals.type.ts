import { Field, ObjectType } from '@nestjs/graphql';
import type { CallState } from '#patchbay/calls';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { CallStateEnum, MediaModeEnum } from './call.enums.js';
import { CallType, MetaErrorType } from './call.type.js';

@ObjectType('AdmissionVerdict', { description: 'What one rule says about placing a call.' })
export class AdmissionVerdictType {
  @Field(() => String)
  readonly rule!: string;

  @Field(() => Boolean)
  readonly isAllowed!: boolean;

  @Field(() => String, { nullable: true })
  readonly reason!: string | null;

  @Field(() => Date, { nullable: true, description: 'From when on it may be tried again.' })
  readonly retryAt!: Date | null;
}

@ObjectType({ implements: () => MutationErrorType })
export class CallNotAdmitted extends MutationErrorType {
  override readonly code = MutationErrorCode.CALL_NOT_ADMITTED;
  override readonly message: string;

  @Field(() => [AdmissionVerdictType], { description: 'Of every rule, also those that allow it.' })
  readonly verdicts: readonly AdmissionVerdictType[];

  constructor(verdicts: readonly AdmissionVerdictType[]) {
    super();
    this.verdicts = verdicts;
    const reasons = verdicts.flatMap(({ isAllowed, reason }) => (isAllowed ? [] : (reason ?? [])));
    this.message = `The call may not be placed: ${reasons.join(' ')}`;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class CallRefusedByMeta extends MutationErrorType {
  override readonly code = MutationErrorCode.CALL_REFUSED_BY_META;
  override readonly message: string;

  @Field(() => CallType)
  readonly call: CallType;

  @Field(() => MetaErrorType)
  readonly metaError: MetaErrorType;

  constructor(call: CallType, metaError: MetaErrorType) {
    super();
    this.call = call;
    this.metaError = metaError;
    this.message = `Meta refused the call: ${metaError.title} (${metaError.code}).`;
  }
}

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
