import type { TenantTransaction } from '#patchbay/database';
import { type Envelope, newTraceparent, type Secret } from '#patchbay/kernel';
import { findNumberById, numberAccessToken, type NumberView } from '#patchbay/numbers';
import type { CallRecord } from '../persistence/call.repository.js';
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

/** Whether a command needs nothing but its call: of those to a media node all that carry no SDP. */
export function isAtHand({ kind }: Pick<Effect, 'kind'>): boolean {
  return kind.startsWith('media.') && NEEDED[kind] === undefined;
}

/** The context of a command for which everything is at hand. */
export function contextAtHand(
  tenantId: string,
  effect: Effect,
  call: CallRecord,
): MediaContext | undefined {
  if (!isAtHand(effect)) return undefined;
  return { tenantId, effect, call, sdp: {}, traceparent: effect.traceparent ?? newTraceparent() };
}

/**
 * Reads what an effect of a call needs, in the step that claims it. Throws when its number is gone, or
 * when what is sealed cannot be opened: nothing of it may keep the step from being committed.
 */
export async function readEffectContext(
  tx: TenantTransaction,
  envelope: Envelope,
  effect: Effect,
  call: CallRecord,
): Promise<EffectContext> {
  const { tenantId } = tx;
  const kinds = NEEDED[effect.kind] ?? [];
  const { id: callId, numberId, consumerId } = call;
  const wanted = kinds.map((kind) => ({ callId, kind }));
  const called = effect.kind === 'graph.connect' && consumerId ? [consumerId] : [];
  const [sdps, number, accessToken, consumers] = await Promise.all([
    readSdps(tx, envelope, wanted),
    findNumberById(tx, numberId),
    numberAccessToken(tx, envelope, numberId),
    findConsumers(tx, envelope, called),
  ]);
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
