import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { encodeId, metrics } from '#patchbay/kernel';
import { deliveryMetrics } from './delivery-metrics.js';

const anEndpoint = (): { tenantId: string; endpointId: string } => ({
  tenantId: randomUUID(),
  endpointId: randomUUID(),
});

const labelsOf = ({ tenantId, endpointId }: { tenantId: string; endpointId: string }): string =>
  `tenant="${encodeId('tenant', tenantId)}",endpoint="${encodeId('endpoint', endpointId)}"`;

describe('what is measured of deliveries', () => {
  it('counts attempts and what was given up by tenant and endpoint', async () => {
    const endpoint = anEndpoint();
    deliveryMetrics.attempted(endpoint, { outcome: 'TIMED_OUT', durationMs: 15_000 });
    deliveryMetrics.attempted(endpoint, { outcome: 'DELIVERED', durationMs: 20 });
    deliveryMetrics.buried(endpoint, 'EXHAUSTED');
    const text = await metrics.metrics();
    const labels = labelsOf(endpoint);
    for (const line of [
      `patchbay_delivery_attempts_total{${labels},outcome="TIMED_OUT"} 1`,
      `patchbay_delivery_attempts_total{${labels},outcome="DELIVERED"} 1`,
      `patchbay_delivery_attempt_seconds_sum{${labels}} 15.02`,
      `patchbay_dead_letters_total{${labels},reason="EXHAUSTED"} 1`,
    ]) {
      expect(text).toContain(line);
    }
  });

  it('tells of what waits now and of circuits that are open now, and no more of others', async () => {
    const [one, two] = [anEndpoint(), anEndpoint()];
    deliveryMetrics.state([{ ...one, pending: 7, oldestSeconds: 3.5 }], [one]);
    expect(await metrics.metrics()).toContain(`patchbay_delivery_circuit_open{${labelsOf(one)}} 1`);
    deliveryMetrics.state([{ ...two, pending: 8, oldestSeconds: 1 }], []);
    const text = await metrics.metrics();
    expect(text).toContain(`patchbay_delivery_pending{${labelsOf(two)}} 8`);
    expect(text).toContain(`patchbay_delivery_oldest_pending_seconds{${labelsOf(two)}} 1`);
    expect(text).not.toContain(`_pending{${labelsOf(one)}}`);
    expect(text).not.toContain(`circuit_open{${labelsOf(one)}}`);
  });

  it('keeps series of the last five hundred endpoints, whatever passes by', async () => {
    const busy = anEndpoint();
    const outcome = 'DELIVERED';
    for (let i = 0; i < 1200; i += 1) {
      deliveryMetrics.attempted(anEndpoint(), { outcome, durationMs: 1 });
      deliveryMetrics.attempted(busy, { outcome, durationMs: 1 });
    }
    const text = await metrics.metrics();
    expect(text.match(/^patchbay_delivery_attempts_total\{/gm)!.length).toBeLessThanOrEqual(500);
    expect(text.match(/^patchbay_delivery_attempt_seconds_count\{/gm)!.length).toBe(500);
    expect(text).toContain(
      `patchbay_delivery_attempts_total{${labelsOf(busy)},outcome="DELIVERED"} 1200`,
    );
  });
});
