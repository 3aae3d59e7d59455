import { Inject, Injectable } from '@nestjs/common';
import { PlatformDatabase } from '#patchbay/database';
import { AppError, badInput, type Clock, CLOCK, type StaffContext } from '#patchbay/kernel';
import { findTenantById, requireStaffRole } from '#patchbay/tenants';
import { ADMISSION_USE_CASES } from '../admission.roles.js';
import type { TenantQuota } from '../domain/admission-rule.js';
import { saveTenantQuota } from '../persistence/standing.repository.js';

export interface SetTenantQuotaInput extends TenantQuota {
  readonly tenantId: string;
}

export type SetTenantQuotaOutcome =
  | { readonly kind: 'set'; readonly quota: TenantQuota }
  /** A closed tenant calls nobody any more. */
  | { readonly kind: 'tenant_closed' };

const MAX_CALLS = 1_000_000;

/** How many calls a tenant may have up, and start within 24 hours; null lifts a quota. */
@Injectable()
export class SetTenantQuota {
  constructor(
    private readonly database: PlatformDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(staff: StaffContext, input: SetTenantQuotaInput): Promise<SetTenantQuotaOutcome> {
    const definition = ADMISSION_USE_CASES.setTenantQuota;
    requireStaffRole(staff.actor, definition);
    const { tenantId, concurrentCalls, dailyCalls } = input;
    check('concurrentCalls', concurrentCalls);
    check('dailyCalls', dailyCalls);
    const quota = { concurrentCalls, dailyCalls };
    const act = {
      actor: staff.actor,
      action: definition.name,
      subjectId: tenantId,
      reason: JSON.stringify(quota),
    };
    return this.database.runForTenant<SetTenantQuotaOutcome>(act, tenantId, async (tx) => {
      const tenant = await findTenantById(tx, tenantId);
      if (tenant === undefined) throw new AppError('NOT_FOUND', { what: 'tenant' });
      if (tenant.status === 'CLOSED') return tx.refuse({ kind: 'tenant_closed' });
      await saveTenantQuota(tx, quota, this.clock.now());
      return { kind: 'set', quota };
    });
  }
}

function check(field: string, calls: number | null): void {
  if (calls === null) return;
  if (!Number.isInteger(calls) || calls < 0 || calls > MAX_CALLS) {
    throw badInput(field, `must be a whole number from 0 to ${MAX_CALLS}`);
  }
}
