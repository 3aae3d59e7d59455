import { Inject, Injectable } from '@nestjs/common';
import { StaffDatabase } from '#patchbay/database';
import { type Clock, CLOCK, type StaffContext } from '#patchbay/kernel';
import { requireStaffRole } from '#patchbay/tenants';
import { dayOf, inForce, type LimitPolicyRow } from '../domain/limit-policy.js';
import type { NumberProfile } from '../domain/number.js';
import { NUMBER_USE_CASES } from '../numbers.roles.js';
import { selectLimitPolicies } from '../persistence/limit-policy-list.repository.js';

export interface LimitPolicyFilter {
  readonly profile: NumberProfile | null;
  readonly name: string | null;
}

export interface LimitPolicyView extends LimitPolicyRow {
  readonly isInForce: boolean;
}

/** The dated limits with their sources, those to come and those that were, for the BSP's staff. */
@Injectable()
export class ListLimitPolicies {
  constructor(
    private readonly database: StaffDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(staff: StaffContext, filter: LimitPolicyFilter): Promise<LimitPolicyView[]> {
    const definition = NUMBER_USE_CASES.listLimitPolicies;
    requireStaffRole(staff.actor, definition);
    const rows = await this.database.read(staff, definition.name, (tx) =>
      selectLimitPolicies(tx, filter.profile, filter.name),
    );
    const holding = inForce(rows, dayOf(this.clock.now()));
    return rows.map((row) => ({ ...row, isInForce: holding.has(row) }));
  }
}
