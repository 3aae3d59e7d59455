import { Args, Mutation, Resolver } from '@nestjs/graphql';
import {
  MAX_REPLAYED,
  RecoverEndpoint,
  ReplayMessage,
  type ReplayMessageOutcome,
  ReplayMessages,
  type ReplayMessagesOutcome,
} from '#patchbay/fanout';
import { badInput, type TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { messageFilter } from './message-filter.input.js';
import { RecoverEndpointInputType, ReplayMessageInputType } from './replay.input.js';
import {
  RecoverEndpointResult,
  recoverEndpointResult,
  ReplayMessageResult,
  replayMessageResult,
} from './replay.result.js';

@Resolver()
export class ReplayResolver {
  constructor(
    private readonly replayOne: ReplayMessage,
    private readonly replayMany: ReplayMessages,
    private readonly recoverEndpointUseCase: RecoverEndpoint,
  ) {}

  @Mutation(() => ReplayMessageResult, {
    description:
      'Sends a message again, to one endpoint or wherever it was sent; or every message of a range ' +
      `wherever it was delivered or given up, at most ${MAX_REPLAYED} deliveries and all or none. ` +
      'A replay has the same `webhook-id`, and `sdpExpired` where the SDP is gone. ' +
      'TENANT_ADMIN or TENANT_APP.',
  })
  async replayMessage(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: ReplayMessageInputType,
  ): Promise<typeof ReplayMessageResult> {
    return replayMessageResult(await this.#replay(tenant, input));
  }

  @Mutation(() => RecoverEndpointResult, {
    description:
      'Puts in line every message since a moment that the endpoint asks for, never took and is not ' +
      'waiting for. Asking again puts nothing in line twice. TENANT_ADMIN or TENANT_APP.',
  })
  async recoverEndpoint(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') { endpointId, since }: RecoverEndpointInputType,
  ): Promise<typeof RecoverEndpointResult> {
    const outcome = await this.recoverEndpointUseCase.execute(tenant, { endpointId, since });
    return recoverEndpointResult(outcome, endpointId);
  }

  #replay(
    tenant: TenantContext,
    { endpointId, filter, messageId, ...input }: ReplayMessageInputType,
  ): Promise<ReplayMessageOutcome | ReplayMessagesOutcome> {
    const idempotencyKey = input.idempotencyKey ?? undefined;
    if (messageId && !filter) {
      const one = { messageId, endpointId: endpointId ?? undefined, idempotencyKey };
      return this.replayOne.execute(tenant, one);
    }
    if (!filter || messageId) throw badInput('messageId', 'or filter must be given, not both');
    if (endpointId) throw badInput('endpointId', 'goes into the filter of a range');
    const range = { ...messageFilter(filter), from: filter.from };
    return this.replayMany.execute(tenant, { filter: range, idempotencyKey });
  }
}
