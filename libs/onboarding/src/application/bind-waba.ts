import { Inject, Injectable } from '@nestjs/common';
import { PlatformDatabase, type TenantTransaction } from '#patchbay/database';
import {
  type Clock,
  CLOCK,
  Envelope,
  ENVELOPE,
  type Secret,
  type StaffContext,
  uuidv7,
} from '#patchbay/kernel';
import { type NumberView, saveWaba } from '#patchbay/numbers';
import { requireStaffRole } from '#patchbay/tenants';
import { checkBinding } from '../domain/waba-binding.js';
import { ONBOARDING_USE_CASES } from '../onboarding.roles.js';
import { bindApps, lockWaba } from '../persistence/app-binding.repository.js';
import {
  type BindingRefusal,
  bindingRefusal,
  bindNumberToWaba,
  type NumberToBind,
} from './bind-to-waba.js';

export interface BindWabaInput {
  readonly tenantId: string;
  readonly wabaId: string;
  readonly businessId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly accessToken: Secret;
  /** The apps that may speak for the WABA; one at least. */
  readonly appKeys: readonly string[];
  readonly phoneNumbers: readonly NumberToBind[];
}

export type BindWabaOutcome =
  | { readonly kind: 'bound'; readonly wabaRowId: string; readonly numbers: readonly NumberView[] }
  | BindingRefusal
  | { readonly kind: 'number_taken'; readonly phoneNumberId: string };

/**
 * Joins a WABA and its numbers to a tenant: WABA with sealed token, numbers, the directory by which
 * webhooks find the tenant, and the apps that may speak for it, in one transaction. Again = the
 * same rows with the new token and what is missing added. A WABA or number of another tenant is
 * refused, and then nothing of it is kept.
 */
@Injectable()
export class BindWaba {
  constructor(
    private readonly database: PlatformDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
  ) {}

  async execute(staff: StaffContext, input: BindWabaInput): Promise<BindWabaOutcome> {
    const definition = ONBOARDING_USE_CASES.bindWaba;
    requireStaffRole(staff.actor, definition);
    checkBinding(input);
    return this.database.runForTenant<BindWabaOutcome>(
      { actor: staff.actor, action: definition.name, subjectId: input.wabaId },
      input.tenantId,
      async (tx) => {
        await lockWaba(tx, input.wabaId);
        const refusal = await bindingRefusal(tx, input);
        if (refusal !== undefined) return tx.refuse(refusal);
        const wabaRowId = await this.#saveWaba(tx, input);
        const numbers: NumberView[] = [];
        for (const number of input.phoneNumbers) {
          const bound = await bindNumberToWaba(tx, this.clock, {
            number,
            wabaRowId,
            wabaId: input.wabaId,
          });
          if (bound === undefined) {
            return tx.refuse({ kind: 'number_taken', phoneNumberId: number.phoneNumberId });
          }
          numbers.push(bound);
        }
        await bindApps(tx, { ...input, createdAt: this.clock.now() });
        return { kind: 'bound', wabaRowId, numbers };
      },
    );
  }

  #saveWaba(tx: TenantTransaction, input: BindWabaInput): Promise<string> {
    const { wabaId, businessId, name, currency, timeZone } = input;
    const waba = { id: uuidv7(this.clock), wabaId, businessId, name, currency, timeZone };
    return saveWaba(tx, this.envelope, { ...waba, createdAt: this.clock.now() }, input.accessToken);
  }
}
