import { deliveryMetrics } from './delivery-metrics.js';
import type { DeliveryResult } from './delivery-result.js';

/** Counts what has been written down of rounds of sending. */
export function measureResults(tenantId: string, results: readonly DeliveryResult[]): void {
  for (const { delivery, attempts, fate } of results) {
    const { endpointId, isLive, isReplay, createdAt } = delivery;
    for (const attempt of attempts) {
      deliveryMetrics.attempted({ tenantId, endpointId }, attempt);
      if (attempt.outcome !== 'DELIVERED' || isReplay) continue;
      const latencyMs = attempt.startedAt.getTime() + attempt.durationMs - createdAt.getTime();
      deliveryMetrics.delivered({ isLive, latencyMs: Math.max(0, latencyMs) });
    }
    if (fate.kind === 'dead') deliveryMetrics.buried({ tenantId, endpointId }, fate.reason);
  }
}
