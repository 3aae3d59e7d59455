import { Inject, Injectable } from '@nestjs/common';
import { PlatformDatabase } from '#patchbay/database';
import { badInput, type Clock, CLOCK, type StaffContext, uuidv7 } from '#patchbay/kernel';
import { requireStaffRole } from '#patchbay/tenants';
import { BILLING_USE_CASES } from '../billing.roles.js';
import { type DatedRateInput, nanoOfRate } from '../domain/dated-rate.js';
import { decimalOfNano } from '../domain/money.js';
import { addRateCardLine } from '../persistence/rates.repository.js';

export interface RateCardLineInput extends DatedRateInput {
  /** The volume tier: from how many minutes a month on. 0 is the first. */
  readonly minutesFrom: number;
  /** Where Meta publishes it. */
  readonly source: string;
}

export type ImportRateCardLineOutcome =
  | { readonly kind: 'imported' }
  /** The same line was there. */
  | { readonly kind: 'unchanged' }
  /** A line of that market, tier and day says otherwise. Lines never change: take another day. */
  | { readonly kind: 'rate_differs'; readonly perMinute: string };

/** Adds a line of Meta's rate card. */
@Injectable()
export class ImportRateCardLine {
  constructor(
    private readonly database: PlatformDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute(staff: StaffContext, input: RateCardLineInput): Promise<ImportRateCardLineOutcome> {
    const definition = BILLING_USE_CASES.importRateCardLine;
    requireStaffRole(staff.actor, definition);
    const perMinuteNano = nanoOfRate(input);
    if (!Number.isSafeInteger(input.minutesFrom) || input.minutesFrom < 0) {
      throw badInput('minutesFrom', 'must be a whole number of minutes, 0 or more');
    }
    if (input.source.trim() === '') throw badInput('source', 'must say where Meta publishes it');
    const id = uuidv7(this.clock);
    return this.database.run<ImportRateCardLineOutcome>(
      { actor: staff.actor, action: definition.name, subjectId: id },
      async (tx) => {
        const added = await addRateCardLine(tx, { ...input, id, perMinuteNano });
        if (added.isNew) return { kind: 'imported' };
        // Nothing was done, so what follows takes the audit row back as well.
        const { perMinuteNano: first } = added.first;
        if (first === perMinuteNano) return tx.refuse({ kind: 'unchanged' });
        return tx.refuse({ kind: 'rate_differs', perMinute: decimalOfNano(first) });
      },
    );
  }
}
