import { defineJob } from '#patchbay/queue';
import { z } from 'zod';

const ids = z.object({ endpointId: z.uuid() });

// A job that got lost or failed costs nothing: the poller rings again within FANOUT_POLL_MS.
const common = {
  version: 1,
  schema: ids,
  attempts: 1,
  backoff: { type: 'fixed', delayMs: 1000 },
  dedupeKey: ({ endpointId }: z.output<typeof ids>) => endpointId,
} as const;

/** "This endpoint has live messages to send": about calls that are up, worthless in a minute. */
export const deliverLiveJob = defineJob({
  ...common,
  name: 'fanout.deliver-live',
  queue: 'delivery-live',
});

/** "This endpoint has messages to send." */
export const deliverJob = defineJob({ ...common, name: 'fanout.deliver', queue: 'delivery' });

/** The jobs of the fan-out, for the catalogue of every process that rings or handles them. */
export const fanoutJobs = [deliverLiveJob, deliverJob] as const;
