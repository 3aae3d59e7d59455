import { encodeId, metrics } from '#patchbay/kernel';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { AttemptOutcome, DeadLetterReason } from '../domain/attempt-outcome.js';

interface EndpointLabels {
  readonly tenant: string;
  readonly endpoint: string;
}

/** An endpoint of a tenant, by the ids of its row. */
export interface MeasuredEndpoint {
  readonly tenantId: string;
  readonly endpointId: string;
}

/** What waits at an endpoint. */
export interface Backlog extends MeasuredEndpoint {
  readonly pending: number;
  /** Since when the oldest of it waits, seconds. */
  readonly oldestSeconds: number;
}

/** Endpoints with series of their own, per process: those that had an attempt last. */
const MOST_ENDPOINTS = 500;
/** After so long without an attempt an endpoint's series go, as they do when it was deleted. */
const IDLE_MS = 3600 * 1000;

const OUTCOMES: readonly AttemptOutcome[] = [
  'DELIVERED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
  'REFUSED',
  'EXPIRED',
];
const REASONS: readonly DeadLetterReason[] = ['EXPIRED', 'EXHAUSTED', 'GONE'];

const attempts = new Counter({
  name: 'patchbay_delivery_attempts_total',
  help: 'Attempts to deliver by tenant, endpoint and outcome',
  labelNames: ['tenant', 'endpoint', 'outcome'] as const,
  registers: [metrics],
});

const attemptSeconds = new Histogram({
  name: 'patchbay_delivery_attempt_seconds',
  help: 'Time of attempts that were answered or given up, by tenant and endpoint',
  labelNames: ['tenant', 'endpoint'] as const,
  buckets: [0.05, 0.25, 1, 5, 15],
  registers: [metrics],
});

const latencySeconds = new Histogram({
  name: 'patchbay_delivery_latency_seconds',
  help: 'From the making of a message to its 2xx, by lane; messages sent again on request left out',
  labelNames: ['lane'] as const,
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600, 3600, 36_000],
  registers: [metrics],
});

const deadLetters = new Counter({
  name: 'patchbay_dead_letters_total',
  help: 'Messages given up, by tenant, endpoint and reason',
  labelNames: ['tenant', 'endpoint', 'reason'] as const,
  registers: [metrics],
});

const pending = new Gauge({
  name: 'patchbay_delivery_pending',
  help: 'Messages that wait at an endpoint, over all processes; counted up to 10,000 a lane',
  labelNames: ['tenant', 'endpoint'] as const,
  registers: [metrics],
});

const oldestSeconds = new Gauge({
  name: 'patchbay_delivery_oldest_pending_seconds',
  help: 'Age of the oldest message that waits at an endpoint',
  labelNames: ['tenant', 'endpoint'] as const,
  registers: [metrics],
});

const circuitOpen = new Gauge({
  name: 'patchbay_delivery_circuit_open',
  help: '1 while the circuit of an endpoint is not closed',
  labelNames: ['tenant', 'endpoint'] as const,
  registers: [metrics],
});

/** E-mails about endpoints by what became of an attempt: `sent`, `failed`, `given_up`. */
export const endpointEmails = new Counter({
  name: 'patchbay_endpoint_emails_total',
  help: 'Attempts to hand an e-mail about an endpoint to the hook, by outcome',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

/** Time of a request to the e-mail hook, seconds. */
export const emailHookSeconds = new Histogram({
  name: 'patchbay_email_hook_seconds',
  help: 'Requests to the e-mail hook',
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30],
  registers: [metrics],
});

/** Labels of the endpoints seen last; who is pushed out, or silent for long, loses his series. */
class KnownEndpoints {
  readonly #known = new Map<string, { readonly labels: EndpointLabels; usedAtMs: number }>();

  labelsOf({ tenantId, endpointId }: MeasuredEndpoint): EndpointLabels {
    const usedAtMs = performance.now();
    const known = this.#known.get(endpointId);
    // Moved to the end: the first one is always the one that was silent for longest.
    if (known !== undefined) this.#known.delete(endpointId);
    const labels = known?.labels ?? labelsOf({ tenantId, endpointId });
    this.#known.set(endpointId, { labels, usedAtMs });
    if (this.#known.size > MOST_ENDPOINTS) this.#dropFirst();
    return labels;
  }

  dropIdle(nowMs = performance.now()): void {
    for (const { usedAtMs } of this.#known.values()) {
      if (nowMs - usedAtMs < IDLE_MS) return;
      this.#dropFirst();
    }
  }

  #dropFirst(): void {
    const [first] = this.#known;
    if (first === undefined) return;
    const [endpointId, { labels }] = first;
    this.#known.delete(endpointId);
    for (const outcome of OUTCOMES) attempts.remove({ ...labels, outcome });
    for (const reason of REASONS) deadLetters.remove({ ...labels, reason });
    attemptSeconds.remove({ ...labels });
  }
}

const known = new KnownEndpoints();

function labelsOf({ tenantId, endpointId }: MeasuredEndpoint): EndpointLabels {
  return { tenant: encodeId('tenant', tenantId), endpoint: encodeId('endpoint', endpointId) };
}

/** What is measured of deliveries. Series are bounded, however many endpoints there are. */
export const deliveryMetrics = {
  /** One attempt at one of an endpoint's URLs; duration in milliseconds. */
  attempted(
    endpoint: MeasuredEndpoint,
    { outcome, durationMs }: { readonly outcome: AttemptOutcome; readonly durationMs: number },
  ): void {
    const labels = known.labelsOf(endpoint);
    attempts.inc({ ...labels, outcome });
    if (outcome !== 'EXPIRED') attemptSeconds.observe({ ...labels }, durationMs / 1000);
  },

  /** A message arrived so many milliseconds after it was made. */
  delivered({ isLive, latencyMs }: { readonly isLive: boolean; readonly latencyMs: number }): void {
    latencySeconds.observe({ lane: isLive ? 'live' : 'other' }, latencyMs / 1000);
  },

  /** A message was given up. */
  buried(endpoint: MeasuredEndpoint, reason: DeadLetterReason): void {
    deadLetters.inc({ ...known.labelsOf(endpoint), reason });
  },

  /** Replaces what is told of waiting messages and of circuits, and drops series nobody uses. */
  state(backlogs: readonly Backlog[], open: readonly MeasuredEndpoint[]): void {
    known.dropIdle();
    pending.reset();
    oldestSeconds.reset();
    for (const { pending: count, oldestSeconds: seconds, ...endpoint } of backlogs) {
      const labels = labelsOf(endpoint);
      pending.inc({ ...labels }, count);
      oldestSeconds.set({ ...labels }, seconds);
    }
    circuitOpen.reset();
    for (const endpoint of open.slice(0, MOST_ENDPOINTS)) {
      circuitOpen.set({ ...labelsOf(endpoint) }, 1);
    }
  },
};
