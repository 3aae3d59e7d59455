import { Field, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsOptional, IsUUID, Length, MaxLength, ValidateNested } from 'class-validator';
import type { AcceptCallInput } from '#patchbay/calls';
import { CallID } from '../graphql/scalars/id-scalars.js';
import { CallCaptureInput, capturesInput } from './call-capture.input.js';
import { MAX_SDP_LENGTH } from './place-call.input.js';

@InputType({ isAbstract: true })
abstract class CallCommandInput {
  @Field(() => CallID)
  @IsUUID()
  readonly callId!: string;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 255)
  readonly idempotencyKey?: string | null;
}

@InputType('PreAcceptCallInput')
export class PreAcceptCallInputType extends CallCommandInput {
  @Field(() => String, {
    description: 'The WebRTC answer to the offer in `call.connect`; `acceptCall` takes the same.',
  })
  @Length(1, MAX_SDP_LENGTH)
  readonly sdpAnswer!: string;
}

@InputType('AcceptCallInput')
export class AcceptCallInputType extends CallCommandInput {
  @Field(() => String, {
    description:
      'The answer to the offer in `call.connect`: of your media server (SDES), or WebRTC (PASSTHROUGH).',
  })
  @Length(1, MAX_SDP_LENGTH)
  readonly sdpAnswer!: string;

  @Field(() => String, { nullable: true, description: 'Comes back in every event of the call.' })
  @IsOptional()
  @MaxLength(512)
  readonly bizOpaqueCallbackData?: string | null;

  @Field(() => CallCaptureInput, { nullable: true, description: 'Meta records the call.' })
  @IsOptional()
  @Type(() => CallCaptureInput)
  @ValidateNested()
  readonly recording?: CallCaptureInput | null;

  @Field(() => CallCaptureInput, { nullable: true, description: 'Meta writes the call down.' })
  @IsOptional()
  @Type(() => CallCaptureInput)
  @ValidateNested()
  readonly transcription?: CallCaptureInput | null;
}

/** The input as the use case takes it. */
export function acceptCallInput(input: AcceptCallInputType): AcceptCallInput {
  const { callId, sdpAnswer, bizOpaqueCallbackData, idempotencyKey } = input;
  return {
    callId,
    sdpAnswer,
    bizOpaqueCallbackData: bizOpaqueCallbackData ?? undefined,
    ...capturesInput(input),
    idempotencyKey: idempotencyKey ?? undefined,
  };
}

@InputType('RejectCallInput')
export class RejectCallInputType extends CallCommandInput {}

@InputType('TerminateCallInput')
export class TerminateCallInputType extends CallCommandInput {}
