import type { TenantDatabase } from '#patchbay/database';
import { type Envelope, newTraceparent, type Secret, systemTenantContext } from '#patchbay/kernel';
import { findNumberById, type NumberView, wabaAccessToken } from '#patchbay/numbers';
import { type CallRecord, findCall } from '../persistence/call.repository.js';
import { type CallSdpKind, readSdps } from '../persistence/call-sdp.repository.js';
import { type ConsumerIdentity, findConsumers } from '../persistence/consumer.repository.js';
import type { Effect } from '../persistence/effect.repository.js';

/** What a command to a media node needs. */
export interface MediaContext {
  readonly tenantId: string;
  readonly effect: Effect;
  readonly call: CallRecord;
  readonly sdp: Partial<Readonly<Record<CallSdpKind, string>>>;
  readonly traceparent: string;
}

/** What a command to Meta needs as well. */
export interface EffectContext extends MediaContext {
  readonly number: NumberView;
  readonly accessToken: Secret;
  readonly consumer: ConsumerIdentity;
}

const NEEDED: Readonly<Partial<Record<Effect['kind'], readonly CallSdpKind[]>>> = {
  'media.create': ['META_REMOTE', 'TENANT_REMOTE'],
  'media.tenant_answer': ['TENANT_REMOTE'],
  'media.meta_answer': ['META_REMOTE'],
  'graph.pre_accept': ['META_LOCAL', 'TENANT_REMOTE'],
  'graph.accept': ['META_LOCAL', 'TENANT_REMOTE'],
  'graph.connect': ['META_LOCAL', 'TENANT_REMOTE'],
};

/** Our side's SDP towards Meta: a media node's, or the tenant's own in a call that is passed through. */
export function localSdp({ call, sdp }: MediaContext): string {
  const own = call.mediaMode === 'PASSTHROUGH' ? sdp.TENANT_REMOTE : sdp.META_LOCAL;
  if (own === undefined) throw new Error(`the call ${call.id} has no SDP for Meta`);
  return own;
}

/** The context of a media command that carries no SDP: everything is at hand. */
export function contextAtHand(
  tenantId: string,
  effect: Effect,
  call: CallRecord,
): MediaContext | undefined {
  if (!effect.kind.startsWith('media.') || NEEDED[effect.kind] !== undefined) return undefined;
  return { tenantId, effect, call, sdp: {}, traceparent: effect.traceparent ?? newTraceparent() };
}

/** Reads what an effect needs. Throws when the call or its number is gone. */
export async function readEffectContext(
  database: TenantDatabase,
  envelope: Envelope,
  tenantId: string,
  effect: Effect,
): Promise<EffectContext> {
  return database.run(systemTenantContext(tenantId, 'signalling'), async (tx) => {
    const kinds = NEEDED[effect.kind] ?? [];
    const [call, sdps] = await tx.together(() => [
      findCall(tx, effect.callId),
      readSdps(tx, envelope, kinds.map((kind) => ({ callId: effect.callId, kind }))), // prettier-ignore
    ]);
    if (call === undefined) throw new Error(`the call of the effect ${effect.id} is gone`);
    const ids = effect.kind === 'graph.connect' && call.consumerId ? [call.consumerId] : [];
    const [number, consumers] = await tx.together(() => [
      findNumberById(tx, call.numberId),
      findConsumers(tx, envelope, ids),
    ]);
    if (number === undefined) throw new Error(`the number of the effect ${effect.id} is gone`);
    const sdp = Object.fromEntries(
      kinds.flatMap((kind) => {
        const text = sdps.get(`${call.id} ${kind}`);
        return text === undefined ? [] : [[kind, text]];
      }),
    );
    return {
      tenantId,
      effect,
      call,
      number,
      accessToken: await wabaAccessToken(tx, envelope, number.wabaRowId),
      consumer: consumers[0]?.identity ?? {},
      sdp,
      traceparent: effect.traceparent ?? newTraceparent(),
    };
  });
}
