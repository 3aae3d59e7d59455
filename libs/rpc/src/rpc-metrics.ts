import { metrics } from '#patchbay/kernel';
import { Counter, Histogram } from 'prom-client';

// The bars are 5 ms (p50) and 30 ms (p99) for a media command; 0.5 s is the time-out.
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1];

/** Time of calls that this process made, by path and outcome (`ok` or an RpcErrorCode). */
export const callSeconds = new Histogram({
  name: 'patchbay_rpc_call_seconds',
  help: 'Calls to other processes, seconds until the answer',
  labelNames: ['path', 'outcome'] as const,
  buckets: SECONDS,
  registers: [metrics],
});

/** Time of media commands that this process served, by kind and status. */
export const servedSeconds = new Histogram({
  name: 'patchbay_rpc_served_seconds',
  help: 'Media commands served, seconds until the answer',
  labelNames: ['kind', 'status'] as const,
  buckets: SECONDS,
  registers: [metrics],
});

/** Requests that were sent again because a kept-alive connection had died under them. */
export const reconnects = new Counter({
  name: 'patchbay_rpc_reconnects_total',
  help: 'Requests repeated on a new connection',
  registers: [metrics],
});
