import { z } from 'zod';
import { defineJob } from '#patchbay/queue';

/**
 * "This call has work." It never says what: that is in PostgreSQL. A lost one costs half a second,
 * until the sweeper looks.
 */
export const advanceCallJob = defineJob({
  name: 'calls.advance',
  version: 1,
  queue: 'signalling',
  schema: z.object({ callId: z.uuid() }),
  attempts: 1,
  backoff: { type: 'fixed', delayMs: 200 },
});

/** The jobs of the calls, for the catalogue of every process that rings or handles them. */
export const callsJobs = [advanceCallJob] as const;
