import { z } from 'zod';

/** Who issues access tokens, for whom, and for how long. */
export const identityConfigSchema = z
  .object({
    NODE_ENV: z.string().optional(),
    /** The `iss` of access tokens: the public URL of the API. Required in production. */
    ISSUER_URL: z.url({ protocol: /^https?$/ }).optional(),
    /** The `aud` of access tokens: the one API that they are for. */
    TOKEN_AUDIENCE: z.string().min(1).default('urn:patchbay:api'),
  })
  .superRefine((config, context) => {
    if (config.NODE_ENV === 'production' && config.ISSUER_URL === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['ISSUER_URL'],
        message: 'give the public URL of the API, such as https://api.example.com',
      });
    }
  })
  .transform(({ ISSUER_URL, TOKEN_AUDIENCE }) => ({
    ISSUER_URL: ISSUER_URL ?? 'http://localhost',
    TOKEN_AUDIENCE,
  }));

export type IdentityConfig = z.output<typeof identityConfigSchema>;

/** Injection token of the identity settings. */
export const IDENTITY_CONFIG = Symbol('IdentityConfig');

/** How long an access token lives, seconds. Short, because it cannot be called back. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

/** The longest a token may live that staff got for a tenant, seconds. */
export const MAX_EXCHANGED_TOKEN_SECONDS = 60 * 60;
