import { Inject, Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import { type Clock, CLOCK, type TenantContext } from '#patchbay/kernel';
import { ADMISSION_USE_CASES } from '../admission.roles.js';
import {
  type KillSwitchInput,
  type KillSwitchOutcome,
  requireReason,
  switchTenant,
} from './switch-tenant.js';

export type { KillSwitchInput, KillSwitchOutcome };

/** Stops a tenant's business-initiated calls at once, or lets them go on; calls that are up stay. */
@Injectable()
export class SetKillSwitch {
  constructor(
    private readonly useCases: UseCases,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(tenant: TenantContext, input: KillSwitchInput): Promise<KillSwitchOutcome> {
    requireReason(input);
    const definition = ADMISSION_USE_CASES.setKillSwitch;
    const subjectId = input.phoneNumberId ?? tenant.tenantId;
    return this.useCases.change<KillSwitchOutcome>({ tenant, definition, subjectId }, (tx) =>
      switchTenant(tx, this.clock, { ...input, setBy: 'TENANT' }),
    );
  }
}
