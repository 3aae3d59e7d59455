import { Inject, Injectable } from '@nestjs/common';
import { PlatformDatabase } from '#patchbay/database';
import { AppError, type Clock, CLOCK, type StaffContext, uuidv7 } from '#patchbay/kernel';
import { findTenantById, requireStaffRole } from '#patchbay/tenants';
import { BILLING_USE_CASES } from '../billing.roles.js';
import { type DatedRateInput, nanoOfRate } from '../domain/dated-rate.js';
import { decimalOfNano } from '../domain/money.js';
import { addTenantPrice } from '../persistence/rates.repository.js';

export type SetTenantPriceOutcome =
  | { readonly kind: 'set' }
  /** The same price was there. */
  | { readonly kind: 'unchanged' }
  /** A price of that market and day says otherwise. Prices never change: take another day. */
  | { readonly kind: 'price_differs'; readonly perMinute: string };

/** Sets what a tenant pays for a minute in a market from a day on. */
@Injectable()
export class SetTenantPrice {
  constructor(
    private readonly database: PlatformDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute(
    staff: StaffContext,
    tenantId: string,
    input: DatedRateInput,
  ): Promise<SetTenantPriceOutcome> {
    const definition = BILLING_USE_CASES.setTenantPrice;
    requireStaffRole(staff.actor, definition);
    const perMinuteNano = nanoOfRate(input);
    return this.database.runForTenant<SetTenantPriceOutcome>(
      { actor: staff.actor, action: definition.name, subjectId: tenantId },
      tenantId,
      async (tx) => {
        if ((await findTenantById(tx, tenantId)) === undefined) {
          throw new AppError('NOT_FOUND', { what: 'tenant' });
        }
        const id = uuidv7(this.clock);
        const createdAt = this.clock.now();
        const added = await addTenantPrice(tx, { ...input, id, perMinuteNano, createdAt });
        if (added.isNew) return { kind: 'set' };
        // Nothing was done, so what follows takes the audit row back as well.
        const { perMinuteNano: first } = added.first;
        if (first === perMinuteNano) return tx.refuse({ kind: 'unchanged' });
        return tx.refuse({ kind: 'price_differs', perMinute: decimalOfNano(first) });
      },
    );
  }
}
