import { Field, ObjectType } from '@nestjs/graphql';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { EndpointID } from '../graphql/scalars/id-scalars.js';

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
