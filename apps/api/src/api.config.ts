import { z } from 'zod';
import { databaseConfigSchema } from '#patchbay/database';
import { fanoutConfigSchema } from '#patchbay/fanout';
import { identityConfigSchema } from '#patchbay/identity';
import { addressConfigSchema, ingestConfigSchema } from '#patchbay/inbox';
import { type ConfigOf, processConfigSchema, secretsConfigSchema } from '#patchbay/kernel';
import { graphConfigSchema } from '#patchbay/meta';
import { queueConfigSchema } from '#patchbay/queue';
import { stateConfigSchema } from '#patchbay/state';
import { storageConfigSchema } from '#patchbay/storage';

export const API_ROLES = ['ingest', 'graphql'] as const;
export type ApiRole = (typeof API_ROLES)[number];

/** Which of the API's roles this process plays. */
const apiConfigSchema = z.object({
  /** Comma separated: `ingest` takes Meta's webhooks, `graphql` serves everybody else. */
  API_ROLES: z
    .string()
    .default(API_ROLES.join(','))
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(API_ROLES)).min(1)),
  /** From when on this process takes up a call's news that no signalling process reads, milliseconds. */
  CALLS_RESCUE_AFTER_MS: z.coerce.number().int().min(1000).default(3000),
});

/** Every setting of the API process, by context. */
export const apiConfigSchemas = {
  process: processConfigSchema,
  secrets: secretsConfigSchema,
  database: databaseConfigSchema,
  queue: queueConfigSchema,
  state: stateConfigSchema,
  graph: graphConfigSchema,
  storage: storageConfigSchema,
  identity: identityConfigSchema,
  fanout: fanoutConfigSchema,
  address: addressConfigSchema,
  ingest: ingestConfigSchema,
  api: apiConfigSchema,
};

export const API_CONFIG = Symbol('ApiConfig');

export type ApiConfig = ConfigOf<typeof apiConfigSchemas>;
