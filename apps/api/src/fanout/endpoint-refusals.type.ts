import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { EndpointID } from '../graphql/scalars/id-scalars.js';

const EndpointUrlFieldEnum = { url: 'url', failoverUrl: 'failoverUrl' } as const;
registerEnumType(EndpointUrlFieldEnum, { name: 'EndpointUrlField' });

@ObjectType({ implements: () => MutationErrorType })
export class EndpointUrlRefused extends MutationErrorType {
  override readonly code = MutationErrorCode.ENDPOINT_URL_REFUSED;
  override readonly message: string;

  @Field(() => EndpointUrlFieldEnum)
  readonly field: 'url' | 'failoverUrl';

  @Field(() => String)
  readonly reason: string;

  constructor({
    field,
    reason,
  }: {
    readonly field: 'url' | 'failoverUrl';
    readonly reason: string;
  }) {
    super();
    this.field = field;
    this.reason = reason;
    this.message = `We do not send to this ${field}: ${reason}. Give one that the public internet reaches.`;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class EndpointDisabled extends MutationErrorType {
  override readonly code = MutationErrorCode.ENDPOINT_DISABLED;
  override readonly message =
    'Nothing is sent to a disabled endpoint. Enable it with enableEndpoint, then ask again.';

  @Field(() => EndpointID)
  readonly endpointId: string;

  constructor(endpointId: string) {
    super();
    this.endpointId = endpointId;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class SecretRotationUnderWay extends MutationErrorType {
  override readonly code = MutationErrorCode.SECRET_ROTATION_UNDER_WAY;
  override readonly message =
    'The secret before the present one still counts. Wait until then, or end it now with overlapSeconds: 0.';

  @Field(() => Date)
  readonly until: Date;

  constructor(until: Date) {
    super();
    this.until = until;
  }
}
