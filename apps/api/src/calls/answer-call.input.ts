import { Field, InputType } from '@nestjs/graphql';
import { IsOptional, IsUUID, Length } from 'class-validator';
import type { AcceptCallInput } from '#patchbay/calls';
import { CallID } from '../graphql/scalars/id-scalars.js';
import { capturesInput, CallWithCapturesInput } from './call-capture.input.js';
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
export class AcceptCallInputType extends CallWithCapturesInput {
  @Field(() => CallID)
  @IsUUID()
  readonly callId!: string;

  @Field(() => String, {
    description:
      'The answer to the offer in `call.connect`: of your media server (SDES), or WebRTC (PASSTHROUGH).',
  })
  @Length(1, MAX_SDP_LENGTH)
  readonly sdpAnswer!: string;
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
