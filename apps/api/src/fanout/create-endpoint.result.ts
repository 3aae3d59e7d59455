import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import type { CreateEndpointOutcome } from '#patchbay/fanout';
import { assertUnreachable } from '#patchbay/kernel';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { EndpointType } from './endpoint.type.js';

@ObjectType()
export class CreateEndpointSuccess {
  @Field(() => EndpointType)
  readonly endpoint: EndpointType;

  @Field(() => String, {
    description: 'Verifies our signatures (Standard Webhooks). Shown once.',
  })
  readonly secret: string;

  constructor(endpoint: EndpointType, secret: string) {
    this.endpoint = endpoint;
    this.secret = secret;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class EndpointUrlRefused extends MutationErrorType {
  override readonly code = MutationErrorCode.ENDPOINT_URL_REFUSED;
  override readonly message: string;

  @Field(() => String)
  readonly reason: string;

  constructor(reason: string) {
    super();
    this.reason = reason;
    this.message = `We do not send to this URL: ${reason}. Give one that the public internet reaches.`;
  }
}

export const CreateEndpointResult = createUnionType({
  name: 'CreateEndpointResult',
  types: () => [CreateEndpointSuccess, EndpointUrlRefused] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function createEndpointResult(outcome: CreateEndpointOutcome): typeof CreateEndpointResult {
  switch (outcome.kind) {
    case 'created':
      return new CreateEndpointSuccess(
        EndpointType.from(outcome.endpoint),
        outcome.secret.reveal(),
      );
    case 'url_refused':
      return new EndpointUrlRefused(outcome.reason);
    default:
      return assertUnreachable(outcome);
  }
}
