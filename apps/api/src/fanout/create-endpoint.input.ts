import { Field, InputType } from '@nestjs/graphql';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsOptional,
  IsString,
  Length,
  MaxLength,
} from 'class-validator';

@InputType('CreateEndpointInput')
export class CreateEndpointInputType {
  @Field(() => String)
  @Length(1, 2000)
  readonly url!: string;

  @Field(() => [String], { description: 'Such as `call.connect`; one or more.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  readonly eventTypes!: string[];

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(0, 500)
  readonly description?: string | null;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 255)
  readonly idempotencyKey?: string | null;
}
