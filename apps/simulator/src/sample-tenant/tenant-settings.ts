import { z } from 'zod';

/** What the tenant does when a user calls. */
export const tenantBehaviourSchema = z.strictObject({
  onConnect: z.enum(['accept', 'reject', 'ignore']).default('accept'),
  acceptAfterMs: z.number().int().min(0).default(0),
});

/** Of one user's calls, or of all others. */
export const tenantBehaviourRuleSchema = tenantBehaviourSchema.extend({
  /** The user's number or user id. */
  consumer: z.string().optional(),
});

export type TenantBehaviour = z.output<typeof tenantBehaviourSchema>;
type TenantBehaviourRule = z.output<typeof tenantBehaviourRuleSchema>;

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

/** Who calls, as far as the platform tells. */
interface Caller {
  readonly waId?: string | null | undefined;
  readonly userId?: string | null | undefined;
}

/** What control may change while the tenant runs. */
export class TenantSettings {
  faults = tenantFaultsSchema.parse({});
  #behaviour = tenantBehaviourSchema.parse({});
  readonly #ofConsumers = new Map<string, TenantBehaviour>();

  setBehaviour({ consumer, ...behaviour }: TenantBehaviourRule): void {
    if (consumer === undefined) this.#behaviour = behaviour;
    else this.#ofConsumers.set(consumer, behaviour);
  }

  /** What to do with this user's call. */
  behaviourFor({ userId, waId }: Caller = {}): TenantBehaviour {
    return (
      this.#ofConsumers.get(waId ?? '') ?? this.#ofConsumers.get(userId ?? '') ?? this.#behaviour
    );
  }
}
