import type { TenantDatabase } from '#patchbay/database';
import { type Envelope, newTraceparent, type Secret, systemTenantContext } from '#patchbay/kernel';
import { findNumberById, numberAccessToken, type NumberView } from '#patchbay/numbers';
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

export interface EffectReader {
  readonly database: TenantDatabase;
  readonly envelope: Envelope;
}

/** Reads what an effect of a call needs, in one round trip. Throws when its number is gone. */
export async function readEffectContext(
  { database, envelope }: EffectReader,
  tenantId: string,
  effect: Effect,
  known: CallRecord,
): Promise<EffectContext> {
  const kinds = NEEDED[effect.kind] ?? [];
  const { id: callId, numberId, consumerId } = known;
  const wanted = kinds.map((kind) => ({ callId, kind }));
  const called = effect.kind === 'graph.connect' && consumerId ? [consumerId] : [];
  const tenant = systemTenantContext(tenantId, 'signalling');
  const [call = known, sdps, number, accessToken, consumers] = await database.glance(tenant, (tx) =>
    tx.together(() => [
      findCall(tx, callId),
      readSdps(tx, envelope, wanted),
      findNumberById(tx, numberId),
      numberAccessToken(tx, envelope, numberId),
      findConsumers(tx, envelope, called),
    ]),
  );
  if (number === undefined) throw new Error(`the number of the effect ${effect.id} is gone`);
  const sdp = Object.fromEntries(
    kinds.flatMap((kind) => {
      const text = sdps.get(`${callId} ${kind}`);
      return text === undefined ? [] : [[kind, text]];
    }),
  );
  const traceparent = effect.traceparent ?? newTraceparent();
  const consumer = consumers[0]?.identity ?? {};
  return { tenantId, effect, call, number, accessToken, consumer, sdp, traceparent };
}
