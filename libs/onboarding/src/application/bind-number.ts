import { Inject, Injectable } from '@nestjs/common';
import { PlatformDatabase } from '#patchbay/database';
import { type Clock, CLOCK, type StaffContext } from '#patchbay/kernel';
import { findWaba, type NumberView } from '#patchbay/numbers';
import { requireStaffRole } from '#patchbay/tenants';
import { checkMetaId } from '../domain/meta-app.js';
import { checkNumber } from '../domain/waba-binding.js';
import { ONBOARDING_USE_CASES } from '../onboarding.roles.js';
import { bindApps, lockWaba } from '../persistence/app-binding.repository.js';
import {
  type BindingRefusal,
  bindingRefusal,
  bindNumberToWaba,
  type NumberToBind,
} from './bind-to-waba.js';

export interface BindNumberInput {
  readonly tenantId: string;
  /** A WABA that the tenant has already. */
  readonly wabaId: string;
  readonly number: NumberToBind;
  /** Apps that may speak for the WABA, besides those that may already. */
  readonly appKeys: readonly string[];
}

export type BindNumberOutcome =
  | { readonly kind: 'bound'; readonly number: NumberView }
  | BindingRefusal
  | { readonly kind: 'unknown_waba'; readonly wabaId: string }
  | { readonly kind: 'number_taken'; readonly phoneNumberId: string };

/**
 * Joins one number to a WABA that the tenant has, as bindWaba does to a new one: the token is not
 * needed. Again = the same number. A number of another WABA is refused.
 */
@Injectable()
export class BindNumber {
  constructor(
    private readonly database: PlatformDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(staff: StaffContext, input: BindNumberInput): Promise<BindNumberOutcome> {
    const definition = ONBOARDING_USE_CASES.bindNumber;
    requireStaffRole(staff.actor, definition);
    const { wabaId, number, appKeys } = input;
    checkMetaId('wabaId', wabaId);
    checkNumber(number);
    return this.database.runForTenant<BindNumberOutcome>(
      { actor: staff.actor, action: definition.name, subjectId: number.phoneNumberId },
      input.tenantId,
      async (tx) => {
        await lockWaba(tx, wabaId);
        const refusal = await bindingRefusal(tx, input);
        if (refusal !== undefined) return tx.refuse(refusal);
        const waba = await findWaba(tx, wabaId);
        if (waba === undefined) return tx.refuse({ kind: 'unknown_waba', wabaId });
        const bound = await bindNumberToWaba(tx, this.clock, {
          number,
          wabaRowId: waba.id,
          wabaId,
        });
        if (bound === undefined) {
          return tx.refuse({ kind: 'number_taken', phoneNumberId: number.phoneNumberId });
        }
        const { businessId } = waba;
        await bindApps(tx, { wabaId, businessId, appKeys, createdAt: this.clock.now() });
        return { kind: 'bound', number: bound };
      },
    );
  }
}
