import { Inject, Injectable } from '@nestjs/common';
import { PlatformDatabase } from '#patchbay/database';
import { AppError, type Clock, CLOCK, type StaffContext, uuidv7 } from '#patchbay/kernel';
import { checkNewTenant, tenantIdOfKey, type TenantView } from '../domain/tenant.js';
import { addTenant, findTenantById } from '../persistence/tenant.repository.js';
import { TENANT_USE_CASES } from '../tenants.roles.js';
import { requireStaffRole } from './require-staff-role.js';

export interface CreateTenantInput {
  readonly key: string;
  readonly name: string;
  readonly idempotencyKey?: string | undefined;
}

export type CreateTenantOutcome =
  | { readonly kind: 'created'; readonly tenant: TenantView }
  | { readonly kind: 'tenant_key_taken'; readonly key: string };

/** Takes a new client company on. Its key is unique on the platform. */
@Injectable()
export class CreateTenant {
  constructor(
    private readonly database: PlatformDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(staff: StaffContext, input: CreateTenantInput): Promise<CreateTenantOutcome> {
    const definition = TENANT_USE_CASES.createTenant;
    requireStaffRole(staff.actor, definition);
    checkNewTenant(input);
    const { key, name, idempotencyKey } = input;
    const id =
      idempotencyKey === undefined
        ? uuidv7(this.clock)
        : tenantIdOfKey(staff.actor.id, idempotencyKey);

    return this.database.run<CreateTenantOutcome>(
      { actor: staff.actor, action: definition.name, subjectId: id },
      async (tx) => {
        const tenant = await addTenant(tx, { id, key, name, createdAt: this.clock.now() });
        if (tenant !== undefined) return { kind: 'created', tenant };
        // Nothing was done, so the refusals below take the audit row back as well.
        const first = await findTenantById(tx, id);
        if (first === undefined) return tx.refuse({ kind: 'tenant_key_taken', key });
        if (first.key === key && first.name === name) {
          return tx.refuse({ kind: 'created', tenant: first });
        }
        throw new AppError('CONFLICT', {
          what: 'The idempotencyKey was used with another input: send a new key.',
        });
      },
    );
  }
}
