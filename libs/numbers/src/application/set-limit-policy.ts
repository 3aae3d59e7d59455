import { Inject, Injectable } from '@nestjs/common';
import { PlatformDatabase } from '#patchbay/database';
import { badInput, type Clock, CLOCK, type StaffContext, uuidv7 } from '#patchbay/kernel';
import { requireStaffRole } from '#patchbay/tenants';
import { checkLimitDay, checkLimitValue } from '../domain/limit-bounds.js';
import { dayOf, inForce } from '../domain/limit-policy.js';
import type { NumberProfile } from '../domain/number.js';
import { NUMBER_USE_CASES } from '../numbers.roles.js';
import {
  saveLimitPolicy,
  selectLimitPolicies,
} from '../persistence/limit-policy-list.repository.js';
import type { LimitPolicyView } from './list-limit-policies.js';

export interface SetLimitPolicyInput {
  readonly profile: NumberProfile;
  readonly name: string;
  /** In the unit that the limit has. */
  readonly value: number;
  /** `YYYY-MM-DD`, today or later. */
  readonly effectiveFrom: string;
  /** Where the figure is from, such as the page of Meta's that states it. */
  readonly source: string;
}

export type SetLimitPolicyOutcome =
  | { readonly kind: 'set'; readonly policy: LimitPolicyView }
  /** What has held stays as it was: a limit changes from today on at the earliest. */
  | { readonly kind: 'in_the_past'; readonly today: string };

/**
 * Says what a limit will be from a day on. The audit keeps who set it, to what, and why. Processes
 * that keep limits for a while follow within a minute.
 */
@Injectable()
export class SetLimitPolicy {
  constructor(
    private readonly database: PlatformDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(staff: StaffContext, input: SetLimitPolicyInput): Promise<SetLimitPolicyOutcome> {
    const definition = NUMBER_USE_CASES.setLimitPolicy;
    requireStaffRole(staff.actor, definition);
    const { profile, name, value, effectiveFrom, source } = input;
    const now = this.clock.now();
    checkLimitDay(effectiveFrom, now);
    if (source.trim() === '') throw badInput('source', 'must say where the figure is from');
    const today = dayOf(now);
    if (effectiveFrom < today) return { kind: 'in_the_past', today };
    const id = uuidv7(this.clock);
    const reason = `${profile} ${name} ${value} from ${effectiveFrom}: ${source}`;
    const act = { actor: staff.actor, action: definition.name, subjectId: id, reason };
    return this.database.run<SetLimitPolicyOutcome>(act, async (tx) => {
      const known = await selectLimitPolicies(tx, profile, name);
      const unit = known[0]?.unit;
      if (unit === undefined) throw badInput('name', 'is no limit: limitPolicies lists them');
      checkLimitValue({ name, unit, value });
      const policy = await saveLimitPolicy(tx, { id, ...input, unit });
      const others = known.filter((row) => row.effectiveFrom !== effectiveFrom);
      return {
        kind: 'set',
        policy: { ...policy, isInForce: inForce([policy, ...others], today).has(policy) },
      };
    });
  }
}
