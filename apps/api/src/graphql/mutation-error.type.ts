import { Field, InterfaceType, registerEnumType } from '@nestjs/graphql';

/** Every refusal of the business that a mutation may answer with. */
export enum MutationErrorCode {
  TENANT_KEY_TAKEN = 'TENANT_KEY_TAKEN',
  API_CLIENT_NAME_TAKEN = 'API_CLIENT_NAME_TAKEN',
  ENDPOINT_URL_REFUSED = 'ENDPOINT_URL_REFUSED',
  ENDPOINT_DISABLED = 'ENDPOINT_DISABLED',
  SECRET_ROTATION_UNDER_WAY = 'SECRET_ROTATION_UNDER_WAY',
  MESSAGE_ALREADY_WAITING = 'MESSAGE_ALREADY_WAITING',
  MESSAGE_NOT_FOR_ENDPOINT = 'MESSAGE_NOT_FOR_ENDPOINT',
  REPLAY_TOO_LARGE = 'REPLAY_TOO_LARGE',
  INBOX_REPLAY_TOO_LARGE = 'INBOX_REPLAY_TOO_LARGE',
  NUMBER_NOT_QUARANTINED = 'NUMBER_NOT_QUARANTINED',
  NUMBER_TAKEN = 'NUMBER_TAKEN',
  WABA_TAKEN = 'WABA_TAKEN',
  WABA_NOT_BOUND = 'WABA_NOT_BOUND',
  META_APP_UNKNOWN = 'META_APP_UNKNOWN',
  CALL_NOT_ADMITTED = 'CALL_NOT_ADMITTED',
  CALL_REFUSED_BY_META = 'CALL_REFUSED_BY_META',
  MEDIA_UNAVAILABLE = 'MEDIA_UNAVAILABLE',
  MEDIA_MODE_NOT_SUPPORTED = 'MEDIA_MODE_NOT_SUPPORTED',
  CALL_NOT_RINGING = 'CALL_NOT_RINGING',
  CALL_ENDED = 'CALL_ENDED',
  CALL_NOT_CONTROLLED = 'CALL_NOT_CONTROLLED',
}

registerEnumType(MutationErrorCode, {
  name: 'MutationErrorCode',
  description: 'Every refusal of the business that a mutation may answer with.',
});

/** A refusal that the caller can act on. Each kind adds its own fields. */
@InterfaceType('MutationError', {
  description: 'A refusal that the caller can act on. Each kind adds its own fields.',
})
export abstract class MutationErrorType {
  @Field(() => MutationErrorCode)
  abstract readonly code: MutationErrorCode;

  @Field(() => String, { description: 'What happened and what to do, for a developer to read.' })
  abstract readonly message: string;
}
