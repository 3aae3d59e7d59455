import { Field, InputType } from '@nestjs/graphql';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsOptional,
  IsString,
  Length,
  MaxLength,
} from 'class-validator';
import { EndpointSettingsInput } from './endpoint-settings.input.js';

@InputType('CreateEndpointInput')
export class CreateEndpointInputType extends EndpointSettingsInput {
  @Field(() => String, { description: '`https`, of the public internet.' })
  @Length(1, 2048)
  readonly url!: string;

  @Field(() => [String], { description: 'Such as `call.connect`; one or more.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  readonly eventTypes!: string[];

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 255)
  readonly idempotencyKey?: string | null;
}
