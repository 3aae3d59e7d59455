import { Counter } from 'prom-client';
import { type Logger, metrics, traceIdOf } from '#patchbay/kernel';

/** An event that was put into quarantine, for those who must hear of it. */
export interface QuarantinedNews {
  readonly appKey: string;
  readonly reason: string;
  readonly kind: string | null;
  readonly wabaId: string | null;
  readonly phoneNumberId: string | null;
  readonly traceparent: string;
}

// The app is one of ours, so the series are bounded; what a webhook names is no label.
const quarantinedTotal = new Counter({
  name: 'patchbay_webhook_quarantined_total',
  help: "Events of Meta's webhooks that were put into quarantine, by why and by the app they came through.",
  labelNames: ['reason', 'app'],
  registers: [metrics],
});

/**
 * Counts quarantined events and logs them, once for each app, reason and account; the alert rules
 * in deploy/alerts look at the counter. Call it after the commit.
 */
export function tellQuarantined(logger: Logger, events: readonly QuarantinedNews[]): void {
  const lines = new Map<string, { first: QuarantinedNews; events: number }>();
  for (const event of events) {
    quarantinedTotal.inc({ reason: event.reason, app: event.appKey });
    const about = [event.appKey, event.reason, event.wabaId, event.phoneNumberId].join();
    const line = lines.get(about) ?? { first: event, events: 0 };
    line.events += 1;
    lines.set(about, line);
  }
  for (const { first, events: count } of lines.values()) {
    const { traceparent, ...fields } = first;
    logger.warn(
      { ...fields, events: count, traceId: traceIdOf(traceparent) },
      'webhook.quarantined',
    );
  }
}
