import { z } from 'zod';

/** Injection token of IngestConfig. */
export const INGEST_CONFIG = Symbol('IngestConfig');

/** How webhooks are gathered into transactions. */
export const ingestConfigSchema = z.object({
  /** How long the first webhook of a group waits for others before they are committed together. */
  INGEST_GROUP_MS: z.coerce.number().int().min(0).max(5).default(3),
  /** The most webhooks that are committed together. */
  INGEST_GROUP_SIZE: z.coerce.number().int().min(1).max(1000).default(200),
  /** Groups under way at once, each on a connection of the role `system`. */
  INGEST_GROUPS_AT_ONCE: z.coerce.number().int().min(1).max(20).default(2),
  /** Webhooks that may wait for their group; one more is answered 503 at once, and Meta retries. */
  INGEST_WAITING_MAX: z.coerce.number().int().min(1).default(5000),
});

export type IngestConfig = z.output<typeof ingestConfigSchema>;
