import { Injectable } from '@nestjs/common';
import { StaffDatabase } from '#patchbay/database';
import type { StaffContext } from '#patchbay/kernel';
import { requireStaffRole } from '#patchbay/tenants';
import { ADMISSION_USE_CASES } from '../admission.roles.js';
import type { KillSwitchView } from '../domain/call-bounds.js';
import { platformSwitch } from '../persistence/call-bounds.repository.js';

/** Whether the calls of the whole platform are stopped, since when and why, for the BSP's staff. */
@Injectable()
export class ReadPlatformKillSwitch {
  constructor(private readonly database: StaffDatabase) {}

  async execute(staff: StaffContext): Promise<KillSwitchView | undefined> {
    const definition = ADMISSION_USE_CASES.readPlatformKillSwitch;
    requireStaffRole(staff.actor, definition);
    return this.database.read(staff, definition.name, (tx) => platformSwitch(tx));
  }
}
