import { Field, InputType } from '@nestjs/graphql';
import { EndpointID } from '../graphql/scalars/id-scalars.js';

@InputType('DeleteEndpointInput')
export class DeleteEndpointInputType {
  @Field(() => EndpointID)
  readonly endpointId!: string;
}
