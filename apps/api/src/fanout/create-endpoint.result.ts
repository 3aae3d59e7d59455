import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import { EndpointUrlRefused } from './endpoint-refusals.type.js';
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

export const CreateEndpointResult = createUnionType({
  name: 'CreateEndpointResult',
  types: () => [CreateEndpointSuccess, EndpointUrlRefused] as const,
});
