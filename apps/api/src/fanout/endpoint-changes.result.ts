import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import { EndpointID, MessageID } from '../graphql/scalars/id-scalars.js';
import {
  EndpointDisabled,
  EndpointUrlRefused,
  SecretRotationUnderWay,
} from './endpoint-refusals.type.js';
import { EndpointType } from './endpoint.type.js';

@ObjectType()
export class UpdateEndpointSuccess {
  @Field(() => EndpointType)
  readonly endpoint: EndpointType;

  constructor(endpoint: EndpointType) {
    this.endpoint = endpoint;
  }
}

export const UpdateEndpointResult = createUnionType({
  name: 'UpdateEndpointResult',
  types: () => [UpdateEndpointSuccess, EndpointUrlRefused] as const,
});

@ObjectType()
export class EnableEndpointSuccess {
  @Field(() => EndpointType)
  readonly endpoint: EndpointType;

  constructor(endpoint: EndpointType) {
    this.endpoint = endpoint;
  }
}

export const EnableEndpointResult = createUnionType({
  name: 'EnableEndpointResult',
  types: () => [EnableEndpointSuccess, EndpointUrlRefused] as const,
});

@ObjectType()
export class DeleteEndpointSuccess {
  @Field(() => EndpointID)
  readonly endpointId: string;

  constructor(endpointId: string) {
    this.endpointId = endpointId;
  }
}

export const DeleteEndpointResult = createUnionType({
  name: 'DeleteEndpointResult',
  types: () => [DeleteEndpointSuccess] as const,
});

@ObjectType()
export class RotateEndpointSecretSuccess {
  @Field(() => EndpointType)
  readonly endpoint: EndpointType;

  @Field(() => String, { description: 'The new secret. Shown once.' })
  readonly secret: string;

  constructor(endpoint: EndpointType, secret: string) {
    this.endpoint = endpoint;
    this.secret = secret;
  }
}

export const RotateEndpointSecretResult = createUnionType({
  name: 'RotateEndpointSecretResult',
  types: () => [RotateEndpointSecretSuccess, SecretRotationUnderWay] as const,
});

@ObjectType()
export class TestEndpointSuccess {
  @Field(() => MessageID, { description: 'By which the attempts to send it are found.' })
  readonly messageId: string;

  constructor(messageId: string) {
    this.messageId = messageId;
  }
}

export const TestEndpointResult = createUnionType({
  name: 'TestEndpointResult',
  types: () => [TestEndpointSuccess, EndpointDisabled] as const,
});
