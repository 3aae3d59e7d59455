import { Field, InputType } from '@nestjs/graphql';
import { IsOptional, IsUUID, Length } from 'class-validator';
import { CallID } from '../graphql/scalars/id-scalars.js';
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

@InputType('AcceptCallInput')
export class AcceptCallInputType extends CallCommandInput {
  @Field(() => String, { description: 'SDES: the answer to the offer in `call.connect`.' })
  @Length(1, MAX_SDP_LENGTH)
  readonly sdpAnswer!: string;
}

@InputType('RejectCallInput')
export class RejectCallInputType extends CallCommandInput {}

@InputType('TerminateCallInput')
export class TerminateCallInputType extends CallCommandInput {}
