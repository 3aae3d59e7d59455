import { metrics } from '#patchbay/kernel';
import { Counter, Histogram } from 'prom-client';

/** Doorbells by outcome: `rung`, `already_rung`, `lost`. */
export const rings = new Counter({
  name: 'patchbay_doorbell_rings_total',
  help: 'Doorbells by queue and outcome',
  labelNames: ['queue', 'outcome'] as const,
  registers: [metrics],
});

/** Time of a doorbell, seconds. */
export const ringSeconds = new Histogram({
  name: 'patchbay_doorbell_ring_seconds',
  help: 'Time that ringing took',
  labelNames: ['queue'] as const,
  buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1],
  registers: [metrics],
});

/** Attempts by how they ended: `done`, `retry`, `later`, `failed`, `handed_back`. */
export const jobSeconds = new Histogram({
  name: 'patchbay_job_seconds',
  help: 'Attempts at jobs, seconds, by queue, job and outcome',
  labelNames: ['queue', 'job', 'outcome'] as const,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [metrics],
});

/** Jobs whose worker died or lost its lock, and that were given to another one. */
export const stalledJobs = new Counter({
  name: 'patchbay_jobs_stalled_total',
  help: 'Jobs given to another worker because theirs had gone',
  labelNames: ['queue'] as const,
  registers: [metrics],
});
