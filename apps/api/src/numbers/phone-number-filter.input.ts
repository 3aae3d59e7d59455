import { Field, InputType, ObjectType } from '@nestjs/graphql';
import { IsBoolean, IsOptional, MaxLength } from 'class-validator';
import { connectionType } from '../graphql/connection.js';
import { PhoneNumberType } from './phone-number.type.js';

@InputType('PhoneNumberFilter')
export class PhoneNumberFilterInput {
  @Field(() => String, { nullable: true, description: "Meta's id of the WABA." })
  @IsOptional()
  @MaxLength(30)
  readonly wabaId?: string | null;

  @Field(() => Boolean, { nullable: true })
  @IsOptional()
  @IsBoolean()
  readonly isCallingEnabled?: boolean | null;
}

@ObjectType()
export class PhoneNumberConnection extends connectionType('PhoneNumber', PhoneNumberType) {}
