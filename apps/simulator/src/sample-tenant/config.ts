import { z } from 'zod';
import { secretSchema } from '#patchbay/kernel';

/** Settings of the sample tenant besides those that every process has. */
export const tenantConfigSchema = z.object({
  /** The api's public URL. */
  PATCHBAY_URL: z.url(),
  /** API client of the tenant, role TENANT_APP, as `npm run seed` prints it. */
  TENANT_CLIENT_ID: z.string().min(1),
  TENANT_CLIENT_SECRET: secretSchema,
  /** Address of the media sockets, also what the SDP names. */
  TENANT_MEDIA_HOST: z.string().default('127.0.0.1'),
});

export type TenantConfig = z.output<typeof tenantConfigSchema>;
