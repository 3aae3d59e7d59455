import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { AcceptCall, RejectCall, TerminateCall } from '#patchbay/calls';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import {
  AcceptCallInputType,
  RejectCallInputType,
  TerminateCallInputType,
} from './answer-call.input.js';
import {
  AcceptCallResult,
  acceptCallResult,
  RejectCallResult,
  rejectCallResult,
  TerminateCallResult,
  terminateCallResult,
} from './answer-call.result.js';

@Resolver()
export class AnswerCallResolver {
  constructor(
    private readonly accept: AcceptCall,
    private readonly reject: RejectCall,
    private readonly terminate: TerminateCall,
  ) {}

  @Mutation(() => AcceptCallResult, { description: 'Answers a user-initiated call.' })
  async acceptCall(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') { callId, sdpAnswer, idempotencyKey }: AcceptCallInputType,
  ): Promise<typeof AcceptCallResult> {
    const input = { callId, sdpAnswer, idempotencyKey: idempotencyKey ?? undefined };
    return acceptCallResult(await this.accept.execute(tenant, input));
  }

  @Mutation(() => RejectCallResult, { description: 'Turns a user-initiated call away.' })
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
