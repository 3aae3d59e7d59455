import { Inject, Injectable } from '@nestjs/common';
import { PlatformDatabase } from '#patchbay/database';
import {
  type Actor,
  badInput,
  type Clock,
  CLOCK,
  type Secret,
  type StaffRole,
  uuidv7,
} from '#patchbay/kernel';
import { requireStaffRole } from '#patchbay/tenants';
import { hashClientSecret, newClientSecret } from '../domain/client-secret.js';
import { IDENTITY_USE_CASES } from '../identity.roles.js';
import {
  addStaffClient,
  findStaffClientByName,
  type StaffClientView,
} from '../persistence/staff-client.repository.js';

export type CreateStaffClientOutcome =
  | { readonly kind: 'created'; readonly client: StaffClientView; readonly clientSecret: Secret }
  | { readonly kind: 'name_taken'; readonly existing: StaffClientView };

/** Makes a credential for the BSP's own staff. The first one is made by the seed, as `system`. */
@Injectable()
export class CreateStaffClient {
  constructor(
    private readonly database: PlatformDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(
    actor: Actor,
    { name, roles }: { readonly name: string; readonly roles: readonly StaffRole[] },
  ): Promise<CreateStaffClientOutcome> {
    const definition = IDENTITY_USE_CASES.createStaffClient;
    requireStaffRole(actor, definition);
    if (name.trim().length === 0) throw badInput('name', 'must not be empty');
    if (roles.length === 0) throw badInput('roles', 'must name one role or more');
    const client = { id: uuidv7(this.clock), name, roles };
    const clientSecret = newClientSecret();

    return this.database.run<CreateStaffClientOutcome>(
      { actor, action: definition.name, subjectId: client.id },
      async (tx) => {
        const isAdded = await addStaffClient(tx, {
          ...client,
          secretHash: hashClientSecret(clientSecret.reveal()),
          createdAt: this.clock.now(),
        });
        if (isAdded) return { kind: 'created', client, clientSecret };
        return tx.refuse({ kind: 'name_taken', existing: await findStaffClientByName(tx, name) });
      },
    );
  }
}
