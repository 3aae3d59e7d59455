import { Field, ObjectType } from '@nestjs/graphql';
import type { CallMessageRefusal } from '#patchbay/permissions';
import { callRefusal, type CallRefusalType } from '../calls/call-refusal.type.js';
import { MetaErrorType } from '../calls/call.type.js';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';

@ObjectType({ implements: () => MutationErrorType })
export class CallTemplateNotUsable extends MutationErrorType {
  override readonly code = MutationErrorCode.CALL_TEMPLATE_NOT_USABLE;
  override readonly message: string;

  @Field(() => MetaErrorType, { nullable: true, description: 'When Meta refused: its own words.' })
  readonly metaError: MetaErrorType | null;

  constructor(message: string, metaError: MetaErrorType | null) {
    super();
    this.message = message;
    this.metaError = metaError;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class CallTemplateNameTaken extends MutationErrorType {
  override readonly code = MutationErrorCode.CALL_TEMPLATE_NAME_TAKEN;
  override readonly message: string;

  constructor(name: string, language: string) {
    super();
    this.message = `There is a template ${name} (${language}) already: choose another name.`;
  }
}

/** The refusal of a message as GraphQL tells it. */
export function messageRefusal(
  refusal: CallMessageRefusal,
): CallRefusalType | CallTemplateNotUsable {
  const { code, message, retryAt } = refusal;
  const metaError = refusal.metaError && MetaErrorType.from(refusal.metaError);
  if (code === 'CALL_TEMPLATE_NOT_USABLE') return new CallTemplateNotUsable(message, metaError);
  // A repeated request gets the outcome as JSON kept it, with times as text.
  return callRefusal(code, { message, metaError, retryAt: retryAt && new Date(retryAt) });
}
