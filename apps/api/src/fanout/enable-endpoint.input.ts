import { Field, InputType } from '@nestjs/graphql';
import { EndpointID } from '../graphql/scalars/id-scalars.js';

@InputType('EnableEndpointInput')
export class EnableEndpointInputType {
  @Field(() => EndpointID)
  readonly endpointId!: string;
}
