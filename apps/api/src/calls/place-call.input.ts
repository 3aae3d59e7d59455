import { Field, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, Length, MaxLength, ValidateNested } from 'class-validator';
import type { MediaMode, PlaceCallInput } from '#patchbay/calls';
import { capturesInput, CallWithCapturesInput } from './call-capture.input.js';
import { MediaModeEnum } from './call.enums.js';
import { IsUserId } from './is-user-id.js';

/** SDP of one audio stream is some 2 kB; this is far more than any of ours. */
export const MAX_SDP_LENGTH = 20_000;

@InputType('ConsumerInput', { description: 'By WhatsApp number or by business-scoped user id.' })
export class ConsumerInput {
  @Field(() => String, { nullable: true, description: 'Digits with the country code.' })
  @IsOptional()
  @MaxLength(20)
  readonly waId?: string | null;

  @Field(() => String, { nullable: true, description: 'Such as KE.13491208655302741918.' })
  @IsOptional()
  @IsUserId()
  readonly userId?: string | null;
}

@InputType('CallMediaInput')
export class CallMediaInput {
  @Field(() => MediaModeEnum)
  @IsIn(Object.values(MediaModeEnum))
  readonly mode!: MediaMode;

  @Field(() => String, {
    nullable: true,
    description: 'The offer of your media server (SDES), or a WebRTC offer (PASSTHROUGH).',
  })
  @IsOptional()
  @MaxLength(MAX_SDP_LENGTH)
  readonly sdpOffer?: string | null;
}

@InputType('PlaceCallInput')
export class PlaceCallInputType extends CallWithCapturesInput {
  @Field(() => String, { description: "Meta's id of the number that calls." })
  @Length(1, 30)
  readonly phoneNumberId!: string;

  @Field(() => ConsumerInput)
  @Type(() => ConsumerInput)
  @ValidateNested()
  readonly consumer!: ConsumerInput;

  @Field(() => CallMediaInput)
  @Type(() => CallMediaInput)
  @ValidateNested()
  readonly media!: CallMediaInput;
}

/** The input as the use case takes it. */
export function placeCallInput(input: PlaceCallInputType): PlaceCallInput {
  const { phoneNumberId, consumer, media, bizOpaqueCallbackData, idempotencyKey } = input;
  return {
    phoneNumberId,
    consumer: { waId: consumer.waId ?? undefined, userId: consumer.userId ?? undefined },
    mode: media.mode,
    sdpOffer: media.sdpOffer ?? undefined,
    bizOpaqueCallbackData: bizOpaqueCallbackData ?? undefined,
    ...capturesInput(input),
    idempotencyKey: idempotencyKey ?? undefined,
  };
}
