import { Inject, Injectable } from '@nestjs/common';
import { type PlatformAct, PlatformDatabase } from '#patchbay/database';
import { AppError, badInput, type Clock, CLOCK, type StaffContext, uuidv7 } from '#patchbay/kernel';
import { findTenantById, requireStaffRole } from '#patchbay/tenants';
import { ADMISSION_USE_CASES } from '../admission.roles.js';
import { releasePlatform, stopPlatform } from '../persistence/kill-switch.repository.js';
import {
  type KillSwitchInput,
  type KillSwitchOutcome,
  requireReason,
  switchTenant,
} from './switch-tenant.js';

export interface PlatformKillSwitchInput extends KillSwitchInput {
  /** Whose calls; null: everybody's, and then no number may be named. */
  readonly tenantId: string | null;
}

/** Staff stops the calls of a number, of a tenant, or of the whole platform. A tenant cannot lift it. */
@Injectable()
export class SetPlatformKillSwitch {
  constructor(
    private readonly database: PlatformDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(staff: StaffContext, input: PlatformKillSwitchInput): Promise<KillSwitchOutcome> {
    const definition = ADMISSION_USE_CASES.setPlatformKillSwitch;
    requireStaffRole(staff.actor, definition);
    requireReason(input);
    const { tenantId, isOn } = input;
    const reason = `${isOn ? 'on' : 'off'}: ${input.reason}`;
    const act = { actor: staff.actor, action: definition.name, reason };
    if (tenantId === null) {
      if (input.phoneNumberId !== null)
        throw badInput('tenantId', 'is needed with a phoneNumberId');
      return this.#ofPlatform(act, input);
    }
    return this.#ofTenant({ ...act, subjectId: tenantId }, { ...input, tenantId });
  }

  #ofPlatform(act: PlatformAct, { isOn, reason }: KillSwitchInput): Promise<KillSwitchOutcome> {
    return this.database.run<KillSwitchOutcome>(act, async (tx) => {
      const at = this.clock.now();
      if (isOn) await stopPlatform(tx, { id: uuidv7(this.clock), reason, at });
      else await releasePlatform(tx, at);
      return { kind: 'set', isOn };
    });
  }

  #ofTenant(
    act: PlatformAct,
    { tenantId, ...input }: PlatformKillSwitchInput & { tenantId: string },
  ): Promise<KillSwitchOutcome> {
    return this.database.runForTenant<KillSwitchOutcome>(act, tenantId, async (tx) => {
      if ((await findTenantById(tx, tenantId)) === undefined) {
        throw new AppError('NOT_FOUND', { what: 'tenant' });
      }
      return switchTenant(tx, this.clock, { ...input, setBy: 'STAFF' });
    });
  }
}
