import { z } from 'zod';

/** What a worker process may be for. */
export const WORKER_ROLES = ['signalling', 'delivery', 'batch'] as const;
export type WorkerRole = (typeof WORKER_ROLES)[number];

const roles = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.enum(WORKER_ROLES)).min(1));

/** Settings of the worker process. */
export const workerConfigSchema = z.object({
  /** The roles this process plays, comma separated. */
  WORKER_ROLES: roles.default([...WORKER_ROLES]),
  /** Calls that this process advances at once. */
  SIGNALLING_CONCURRENCY: z.coerce.number().int().min(1).max(200).default(16),
  /** How often the sweeper looks for calls that no doorbell announced, milliseconds. */
  SIGNALLING_SWEEP_MS: z.coerce.number().int().min(50).max(5000).default(250),
  /** Tenants whose events about accounts and numbers are worked off at once. */
  INBOX_CONCURRENCY: z.coerce.number().int().min(1).max(20).default(2),
  /** How often is looked for such events that no doorbell announced, milliseconds. */
  INBOX_POLL_MS: z.coerce.number().int().min(50).max(60_000).default(1000),
  /** How often is looked for recordings and transcripts to fetch from Meta, milliseconds. */
  CALL_MEDIA_POLL_MS: z.coerce.number().int().min(50).max(60_000).default(1000),
  /** How often is looked for exports of calls to write, milliseconds. */
  CALL_EXPORT_POLL_MS: z.coerce.number().int().min(50).max(60_000).default(1000),
  /** Whole days for which the file of an export can be had; then it is deleted. */
  CALL_EXPORT_DAYS: z.coerce.number().int().min(1).max(90).default(7),
  /** Whole days for which recordings, transcripts and voicemail are kept; a tenant may choose fewer. */
  CALL_MEDIA_DAYS: z.coerce.number().int().min(1).max(3650).default(90),
  /** Whole days for which raw webhooks can be opened, for replays; then their day's key is destroyed. */
  INBOX_RAW_DAYS: z.coerce.number().int().min(1).max(30).default(7),
});

export type WorkerConfig = z.output<typeof workerConfigSchema>;
/** Injection token of WorkerConfig. */
export const WORKER_CONFIG = Symbol('WorkerConfig');
