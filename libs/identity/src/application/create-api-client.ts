import { Inject, Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import {
  badInput,
  type Clock,
  CLOCK,
  Envelope,
  ENVELOPE,
  Secret,
  type SealedFor,
  TENANT_ROLES,
  type TenantContext,
  type TenantRole,
  uuidv7,
} from '#patchbay/kernel';
import { hashClientSecret, newClientSecret } from '../domain/client-secret.js';
import { IDENTITY_USE_CASES } from '../identity.roles.js';
import {
  addApiClient,
  type ApiClientView,
  findApiClientByName,
} from '../persistence/api-client.repository.js';

export interface CreateApiClientInput {
  readonly name: string;
  readonly roles: readonly TenantRole[];
  readonly idempotencyKey?: string | undefined;
}

export type CreateApiClientOutcome =
  | { readonly kind: 'created'; readonly client: ApiClientView; readonly clientSecret: Secret }
  | { readonly kind: 'name_taken'; readonly existing: ApiClientView };

/** The outcome as the idempotency key keeps it: JSON, and the secret sealed. */
interface KeptOutcome {
  readonly kind: 'created';
  readonly client: Omit<ApiClientView, 'createdAt'> & { readonly createdAt: string };
  readonly sealedSecret: string;
}
type Refusal = Extract<CreateApiClientOutcome, { kind: 'name_taken' }>;

const MAX_NAME_LENGTH = 80;

function check({ name, roles }: CreateApiClientInput): void {
  if (name.trim().length === 0 || name.length > MAX_NAME_LENGTH) {
    throw badInput('name', `must have 1 to ${MAX_NAME_LENGTH} characters`);
  }
  if (roles.length === 0 || !roles.every((role) => TENANT_ROLES.includes(role))) {
    throw badInput('roles', `must name one or more of ${TENANT_ROLES.join(', ')}`);
  }
}

/**
 * Makes a credential for a tenant's machine. The secret is shown once: the row keeps its hash. A
 * repeated request with the same key must get the same answer, the secret with it, so the
 * idempotency row keeps the secret sealed to that client, and never in clear.
 */
@Injectable()
export class CreateApiClient {
  constructor(
    private readonly useCases: UseCases,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
  ) {}

  async execute(
    tenant: TenantContext,
    input: CreateApiClientInput,
  ): Promise<CreateApiClientOutcome> {
    check(input);
    const { name, idempotencyKey } = input;
    const roles = [...new Set(input.roles)].sort();
    const id = uuidv7(this.clock);

    const outcome = await this.useCases.change<KeptOutcome | Refusal>(
      {
        tenant,
        definition: IDENTITY_USE_CASES.createApiClient,
        subjectId: id,
        idempotency: { key: idempotencyKey, input: { name, roles } },
      },
      async (tx) => {
        const clientSecret = newClientSecret().reveal();
        const client = { id, name, roles, createdAt: this.clock.now() };
        const secretHash = hashClientSecret(clientSecret);
        if (!(await addApiClient(tx, { ...client, secretHash }))) {
          const existing = await findApiClientByName(tx, name);
          return tx.refuse({ kind: 'name_taken', existing });
        }
        const sealedSecret = this.envelope.seal(clientSecret, sealedFor(tenant, id));
        const createdAt = client.createdAt.toISOString();
        return { kind: 'created', client: { ...client, createdAt }, sealedSecret };
      },
    );
    return outcome.kind === 'created' ? this.#reveal(tenant, outcome) : outcome;
  }

  #reveal(tenant: TenantContext, { client, sealedSecret }: KeptOutcome): CreateApiClientOutcome {
    const opened = this.envelope.open(sealedSecret, sealedFor(tenant, client.id));
    return {
      kind: 'created',
      client: { ...client, createdAt: new Date(client.createdAt) },
      clientSecret: new Secret(opened.toString('utf8')),
    };
  }
}

function sealedFor({ tenantId }: TenantContext, rowId: string): SealedFor {
  return { tenantId, table: 'idempotency_key', column: 'outcome', rowId };
}
