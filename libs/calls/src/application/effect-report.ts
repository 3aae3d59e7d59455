import type { TenantTransaction } from '#patchbay/database';
import { type Clock, type Envelope, uuidv7 } from '#patchbay/kernel';
import {
  insertProcessedEvent,
  type InboxEvent,
  type StoredInboxEvent,
} from '../persistence/call-inbox.repository.js';
import { type CallSdp, saveSdps } from '../persistence/call-sdp.repository.js';
import {
  type Effect,
  type EffectEnd,
  finishEffect,
  postponeEffect,
} from '../persistence/effect.repository.js';

/** What an effect came to, for the inbox of its call. */
export type EffectReport =
  | {
      readonly effect: Effect;
      readonly end: EffectEnd;
      readonly event?: EffectEvent;
      readonly sdps?: readonly CallSdp[];
    }
  | EffectRetry;

export type EffectEvent = Omit<InboxEvent, 'callId' | 'traceparent' | 'source'>;

/** It is tried again, and meanwhile something is known. */
export interface EffectRetry {
  readonly effect: Effect;
  readonly retryAt: Date;
  readonly event?: EffectEvent;
}

/** Ends the effect, or puts it back; false when another process has told its result already. */
export function endEffect(
  tx: TenantTransaction,
  report: EffectReport,
  now: Date,
): Promise<boolean> {
  const { id } = report.effect;
  return 'retryAt' in report
    ? postponeEffect(tx, id, report.retryAt)
    : finishEffect(tx, id, { state: report.end, now });
}

/**
 * What an effect came to is news of its call like any other, and read at once: as whoever finds it in
 * the inbox reads it.
 */
export function newsOf(clock: Clock, report: EffectReport): StoredInboxEvent | undefined {
  const { event, effect } = report;
  if (event === undefined) return undefined;
  const { callId, traceparent } = effect;
  const { occurredAt, ...told } = event;
  const kept = JSON.parse(JSON.stringify(told)) as typeof told;
  return { ...kept, occurredAt, id: uuidv7(clock), callId, source: 'EFFECT', traceparent };
}

/** Keeps what an effect came to, as news that was read. */
export async function keepReport(
  tx: TenantTransaction,
  { clock, envelope }: { readonly clock: Clock; readonly envelope: Envelope },
  report: EffectReport,
  news: StoredInboxEvent | undefined,
): Promise<void> {
  const sdps = 'sdps' in report ? (report.sdps ?? []) : [];
  const { tenantId } = tx;
  const { callId } = report.effect;
  const kept = sdps.map((sdp) => ({ tenantId, callId, ...sdp }));
  await Promise.all([
    saveSdps(tx, envelope, kept, clock.now()),
    news && insertProcessedEvent(tx, clock, news),
  ]);
}
