import { Inject, Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import {
  AppError,
  badInput,
  type Clock,
  CLOCK,
  type TenantContext,
  uuidv7,
} from '#patchbay/kernel';
import { findNumberByPhoneNumberId } from '#patchbay/numbers';
import { ADMISSION_USE_CASES } from '../admission.roles.js';
import { releaseTenant, stopsOf, stopTenant } from '../persistence/kill-switch.repository.js';
import type { StandingStop } from '../persistence/standing.repository.js';

export interface KillSwitchInput {
  /** Meta's id of a number; without one the switch is that of all numbers. */
  readonly phoneNumberId: string | null;
  readonly isOn: boolean;
  readonly reason: string;
}

export type KillSwitchOutcome =
  | { readonly kind: 'set'; readonly isOn: boolean }
  /** It is off, and another one keeps the calls stopped. */
  | { readonly kind: 'still_stopped'; readonly stop: StandingStop };

/** Stops a tenant's business-initiated calls at once, or lets them go on; calls that are up stay. */
@Injectable()
export class SetKillSwitch {
  constructor(
    private readonly useCases: UseCases,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(tenant: TenantContext, input: KillSwitchInput): Promise<KillSwitchOutcome> {
    requireReason(input);
    const { phoneNumberId, isOn, reason } = input;
    const definition = ADMISSION_USE_CASES.setKillSwitch;
    const subjectId = phoneNumberId ?? tenant.tenantId;
    return this.useCases.change<KillSwitchOutcome>(
      { tenant, definition, subjectId },
      async (tx) => {
        const number =
          phoneNumberId === null ? null : await findNumberByPhoneNumberId(tx, phoneNumberId);
        if (number === undefined) throw new AppError('NOT_FOUND', { what: 'phone number' });
        const which = { setBy: 'TENANT' as const, numberId: number?.id ?? null };
        const at = this.clock.now();
        if (isOn) {
          await stopTenant(tx, which, { id: uuidv7(this.clock), reason, at });
          return { kind: 'set', isOn };
        }
        await releaseTenant(tx, which, at);
        const [stop] = await stopsOf(tx, which.numberId);
        return stop === undefined ? { kind: 'set', isOn } : { kind: 'still_stopped', stop };
      },
    );
  }
}

/** A switch that is put on says why: whoever meets it reads the reason. */
export function requireReason({ isOn, reason }: Pick<KillSwitchInput, 'isOn' | 'reason'>): void {
  if (isOn && reason.trim() === '') throw badInput('reason', 'must say why calls are stopped');
}
