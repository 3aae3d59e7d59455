import { Field, ObjectType } from '@nestjs/graphql';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';

@ObjectType({ implements: () => MutationErrorType })
export class NumberNotQuarantined extends MutationErrorType {
  override readonly code = MutationErrorCode.NUMBER_NOT_QUARANTINED;
  override readonly message: string;

  @Field(() => String)
  readonly phoneNumberId: string;

  constructor(phoneNumberId: string) {
    super();
    this.phoneNumberId = phoneNumberId;
    this.message = `Meta has sent no event of the number ${phoneNumberId} that is in quarantine: look for it in quarantinedEvents.`;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class NumberTaken extends MutationErrorType {
  override readonly code = MutationErrorCode.NUMBER_TAKEN;
  override readonly message: string;

  @Field(() => String)
  readonly phoneNumberId: string;

  constructor(phoneNumberId: string) {
    super();
    this.phoneNumberId = phoneNumberId;
    this.message = `The number ${phoneNumberId}, or its digits, are entered under another WABA already: ask whose it is.`;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class WabaTaken extends MutationErrorType {
  override readonly code = MutationErrorCode.WABA_TAKEN;
  override readonly message: string;

  @Field(() => String)
  readonly wabaId: string;

  constructor(wabaId: string) {
    super();
    this.wabaId = wabaId;
    this.message = `The WABA ${wabaId} is another tenant's: name that tenant.`;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class WabaNotBound extends MutationErrorType {
  override readonly code = MutationErrorCode.WABA_NOT_BOUND;
  override readonly message: string;

  @Field(() => String)
  readonly wabaId: string;

  constructor(wabaId: string) {
    super();
    this.wabaId = wabaId;
    this.message = `The tenant has no WABA ${wabaId}: give its details and token in waba.`;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class MetaAppUnknown extends MutationErrorType {
  override readonly code = MutationErrorCode.META_APP_UNKNOWN;
  override readonly message: string;

  @Field(() => String)
  readonly appKey: string;

  constructor(appKey: string) {
    super();
    this.appKey = appKey;
    this.message = `There is no Meta app ${appKey}: register it first.`;
  }
}
