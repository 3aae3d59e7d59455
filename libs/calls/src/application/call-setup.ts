import { Histogram } from 'prom-client';
import { type Clock, type Logger, metrics, timeOfUuidv7 } from '#patchbay/kernel';
import type { InboxEvent } from '../persistence/call-inbox.repository.js';
import type { EffectContext } from './effect-context.js';

const setupSeconds = new Histogram({
  name: 'patchbay_call_setup_seconds',
  help: 'From Meta’s connect webhook of a user’s call, as it came in, until our pre_accept leaves.',
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [metrics],
});

/** When the webhook of an offer came in, Unix milliseconds; undefined when there is none of one. */
export function offerReceivedMs(
  events: readonly Pick<InboxEvent, 'kind' | 'deliveryId'>[],
): number | undefined {
  const offer = events.find(({ kind }) => kind === 'offered');
  // The id was made when the webhook came.
  return offer?.deliveryId === undefined ? undefined : timeOfUuidv7(offer.deliveryId);
}

/**
 * Notes what we added to the setup of a call: said as its first pre_accept leaves. Of a call that
 * another process took over nothing is known, and nothing said.
 */
export function noteSetup(
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  { tenantId, effect, call }: EffectContext,
  receivedMs: number | undefined,
): void {
  const isFirst = effect.kind === 'graph.pre_accept' && effect.attempts === 1;
  // Of sound that is passed through, the tenant decides when it is answered.
  if (!isFirst || call.mediaMode === 'PASSTHROUGH' || receivedMs === undefined) return;
  const setupMs = clock.nowMs() - receivedMs;
  setupSeconds.observe(setupMs / 1000);
  logger.info({ tenantId, callId: call.id, setupMs }, 'call.pre_accepted');
}
