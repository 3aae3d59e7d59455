import { defineJob } from '#patchbay/queue';
import { z } from 'zod';

/**
 * "This tenant has events of Meta's that are about no call." A job that got lost costs nothing: the
 * poller finds the events within INBOX_POLL_MS.
 */
export const dispatchInboxJob = defineJob({
  name: 'inbox.dispatch',
  version: 1,
  queue: 'inbox',
  schema: z.object({}),
  attempts: 1,
  backoff: { type: 'fixed', delayMs: 1000 },
  dedupeKey: () => 'events',
});

/** The jobs of the inbox, for the catalogue of every process that rings or handles them. */
export const inboxJobs = [dispatchInboxJob] as const;
