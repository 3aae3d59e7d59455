import { Field, InputType } from '@nestjs/graphql';
import { IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { EndpointID } from '../graphql/scalars/id-scalars.js';

@InputType('TestEndpointInput')
export class TestEndpointInputType {
  @Field(() => EndpointID)
  readonly endpointId!: string;

  @Field(() => String, { description: 'Of which an example is sent, such as `call.connect`.' })
  @IsString()
  @MaxLength(100)
  readonly eventType!: string;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 255)
  readonly idempotencyKey?: string | null;
}
