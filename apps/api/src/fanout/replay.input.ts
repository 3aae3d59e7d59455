import { Field, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsDate, IsOptional, IsUUID, Length, ValidateNested } from 'class-validator';
import { EndpointID, MessageID } from '../graphql/scalars/id-scalars.js';
import { ReplayFilterInputType } from './message-filter.input.js';

@InputType('ReplayMessageInput', {
  description: 'One message (`messageId`), or all of a range (`filter`).',
})
export class ReplayMessageInputType {
  @Field(() => MessageID, { nullable: true })
  @IsOptional()
  @IsUUID()
  readonly messageId?: string | null;

  @Field(() => EndpointID, {
    nullable: true,
    description: 'Beside `messageId`: only there. Else wherever the message was sent.',
  })
  @IsOptional()
  @IsUUID()
  readonly endpointId?: string | null;

  @Field(() => ReplayFilterInputType, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => ReplayFilterInputType)
  readonly filter?: ReplayFilterInputType | null;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 255)
  readonly idempotencyKey?: string | null;
}

@InputType('RecoverEndpointInput')
export class RecoverEndpointInputType {
  @Field(() => EndpointID)
  @IsUUID()
  readonly endpointId!: string;

  @Field(() => Date, { description: 'Messages made at this moment or later.' })
  @IsDate()
  readonly since!: Date;
}
