import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { AcceptCall, PreAcceptCall, RejectCall, TerminateCall } from '#patchbay/calls';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import {
  acceptCallInput,
  AcceptCallInputType,
  PreAcceptCallInputType,
  RejectCallInputType,
  TerminateCallInputType,
} from './answer-call.input.js';
import {
  AcceptCallResult,
  acceptCallResult,
  PreAcceptCallResult,
  preAcceptCallResult,
  RejectCallResult,
  rejectCallResult,
  TerminateCallResult,
  terminateCallResult,
} from './answer-call.result.js';

@Resolver()
export class AnswerCallResolver {
  constructor(
    private readonly preAccept: PreAcceptCall,
    private readonly accept: AcceptCall,
    private readonly reject: RejectCall,
    private readonly terminate: TerminateCall,
  ) {}

  @Mutation(() => PreAcceptCallResult, {
    description: 'Sets the media of a user-initiated call up before it is answered (PASSTHROUGH).',
  })
  async preAcceptCall(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') { callId, sdpAnswer, idempotencyKey }: PreAcceptCallInputType,
  ): Promise<typeof PreAcceptCallResult> {
    const input = { callId, sdpAnswer, idempotencyKey: idempotencyKey ?? undefined };
    return preAcceptCallResult(await this.preAccept.execute(tenant, input));
  }

  @Mutation(() => AcceptCallResult, { description: 'Answers a user-initiated call.' })
  async acceptCall(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: AcceptCallInputType,
  ): Promise<typeof AcceptCallResult> {
    return acceptCallResult(await this.accept.execute(tenant, acceptCallInput(input)));
  }

  @Mutation(() => RejectCallResult, {
    description:
      'Turns a user-initiated call away. One that you have turned away already stays so.',
  })
  async rejectCall(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') { callId, idempotencyKey }: RejectCallInputType,
  ): Promise<typeof RejectCallResult> {
    const input = { callId, idempotencyKey: idempotencyKey ?? undefined };
    return rejectCallResult(await this.reject.execute(tenant, input));
  }

  @Mutation(() => TerminateCallResult, {
    description: 'Ends a call. One that has ended already stays as it is.',
  })
  async terminateCall(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') { callId, idempotencyKey }: TerminateCallInputType,
  ): Promise<typeof TerminateCallResult> {
    const input = { callId, idempotencyKey: idempotencyKey ?? undefined };
    return terminateCallResult(await this.terminate.execute(tenant, input));
  }
}
