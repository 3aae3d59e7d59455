import { Args, Field, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { ExportSupportBundle } from '#patchbay/calls';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { CallID } from '../graphql/scalars/id-scalars.js';

@ObjectType('CallSupportBundle', { description: "One file about a call, for Meta's support." })
export class CallSupportBundleType {
  @Field(() => String)
  readonly filename!: string;

  @Field(() => String)
  readonly contentType!: string;

  @Field(() => String, { description: 'The file: ids, timeline, redacted SDPs, spans of time.' })
  readonly content!: string;
}

@Resolver()
export class SupportBundleResolver {
  constructor(private readonly exportBundle: ExportSupportBundle) {}

  @Query(() => CallSupportBundleType, {
    description:
      "What Meta's support asks for about a call, in one file. No key, no SDP secret and nothing of " +
      'the consumer is in it. Audited.',
  })
  async exportCallSupportBundle(
    @CurrentTenant() tenant: TenantContext,
    @Args('callId', { type: () => CallID }) callId: string,
  ): Promise<CallSupportBundleType> {
    const bundle = await this.exportBundle.execute(tenant, callId);
    return Object.assign(new CallSupportBundleType(), bundle);
  }
}
