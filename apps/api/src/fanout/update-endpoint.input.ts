import { Field, InputType } from '@nestjs/graphql';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsBoolean,
  IsOptional,
  IsString,
  Length,
  MaxLength,
} from 'class-validator';
import { EndpointID } from '../graphql/scalars/id-scalars.js';
import { EndpointSettingsInput } from './endpoint-settings.input.js';

@InputType('UpdateEndpointInput', {
  description: 'What is left out stays as it is; null takes a limit, a filter or a text away.',
})
export class UpdateEndpointInputType extends EndpointSettingsInput {
  @Field(() => EndpointID)
  readonly endpointId!: string;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 2048)
  readonly url?: string | null;

  @Field(() => [String], { nullable: true })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  readonly eventTypes?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True stops deliveries; `enableEndpoint` starts them again.',
  })
  @IsOptional()
  @IsBoolean()
  readonly disable?: boolean | null;
}
