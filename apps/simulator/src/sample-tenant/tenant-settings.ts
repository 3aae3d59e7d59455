import { z } from 'zod';

/** What the tenant does when a user calls. */
export const tenantBehaviourSchema = z.strictObject({
  onConnect: z.enum(['accept', 'reject', 'ignore']).default('accept'),
  acceptAfterMs: z.number().int().min(0).default(0),
});

/** Faults that the tenant makes itself. */
export const tenantFaultsSchema = z.strictObject({
  media: z
    .strictObject({
      mute: z.boolean().default(false),
      sdesKeySwapped: z.boolean().default(false),
      dropFirstMs: z.number().min(0).default(0),
    })
    .prefault({}),
  webhook: z
    .strictObject({
      /** So many deliveries are answered with `status` first. */
      failFirst: z.number().int().min(0).default(0),
      status: z.number().int().min(300).max(599).default(503),
    })
    .prefault({}),
});

export type TenantFaults = z.output<typeof tenantFaultsSchema>;

/** What control may change while the tenant runs. */
export class TenantSettings {
  behaviour = tenantBehaviourSchema.parse({});
  faults = tenantFaultsSchema.parse({});
}
