import { Field, InputType } from '@nestjs/graphql';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsDate,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
} from 'class-validator';
import type { DeliveryStatus, MessageFilterInput } from '#patchbay/fanout';
import { CallID, EndpointID } from '../graphql/scalars/id-scalars.js';
import { DeliveryStatusEnum } from './message.type.js';

@InputType({ isAbstract: true })
class AnyMessageFilter {
  @Field(() => [String], { nullable: true, description: 'Such as `call.connect`.' })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  readonly eventTypes?: string[] | null;

  @Field(() => CallID, { nullable: true })
  @IsOptional()
  @IsUUID()
  readonly callId?: string | null;

  @Field(() => EndpointID, { nullable: true, description: 'Sent, or to be sent, there.' })
  @IsOptional()
  @IsUUID()
  readonly endpointId?: string | null;

  @Field(() => DeliveryStatusEnum, {
    nullable: true,
    description: 'At the endpoint of the filter, else at any.',
  })
  @IsOptional()
  @IsIn(Object.values(DeliveryStatusEnum))
  readonly status?: DeliveryStatus | null;

  @Field(() => Date, { nullable: true, description: 'Made before this moment.' })
  @IsOptional()
  @IsDate()
  readonly to?: Date | null;
}

@InputType('MessageFilter')
export class MessageFilterInputType extends AnyMessageFilter {
  @Field(() => Date, { nullable: true, description: 'Made at this moment or later.' })
  @IsOptional()
  @IsDate()
  readonly from?: Date | null;
}

@InputType('ReplayFilter', { description: 'Which messages to send again.' })
export class ReplayFilterInputType extends AnyMessageFilter {
  @Field(() => Date, { description: 'Made at this moment or later.' })
  @IsDate()
  readonly from!: Date;
}

/** The filter as the use cases take it. */
export function messageFilter(filter: AnyMessageFilter): Omit<MessageFilterInput, 'from'> {
  return {
    eventTypes: filter.eventTypes ?? undefined,
    callId: filter.callId ?? undefined,
    endpointId: filter.endpointId ?? undefined,
    status: filter.status ?? undefined,
    to: filter.to ?? undefined,
  };
}
