import { z } from 'zod';

export const API_ROLES = ['ingest', 'graphql'] as const;
export type ApiRole = (typeof API_ROLES)[number];

/** Which of the API's roles this process plays. */
export const apiConfigSchema = z.object({
  /** Comma separated: `ingest` takes Meta's webhooks, `graphql` serves everybody else. */
  API_ROLES: z
    .string()
    .default(API_ROLES.join(','))
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(API_ROLES)).min(1)),
});

export type ApiConfig = z.output<typeof apiConfigSchema>;
