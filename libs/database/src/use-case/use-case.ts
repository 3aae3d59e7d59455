import {
  AppError,
  type Clock,
  type Role,
  sha256Hex,
  type TenantContext,
  uuidv7,
} from '#patchbay/kernel';
import type { TenantDatabase } from '../tenant-database.js';
import type { TenantTransaction } from '../transaction.js';

/** A row of the role file: what the use case is called and which roles may run it. */
export interface UseCaseDefinition {
  readonly name: string;
  readonly roles: readonly Role[];
}

export interface UseCaseCall {
  readonly tenant: TenantContext;
  readonly definition: UseCaseDefinition;
  /** What it is done to, for the audit. */
  readonly subjectId?: string;
  /** With a key, the same input gets the first outcome again; another input gets CONFLICT. */
  readonly idempotency?: { readonly key: string | undefined; readonly input: unknown };
}

/** Throws FORBIDDEN unless the actor has one of the use case's roles. */
export function requireRole(tenant: TenantContext, definition: UseCaseDefinition): void {
  const { actor } = tenant;
  if (actor.kind === 'system') return;
  if (!actor.roles.some((role) => definition.roles.includes(role))) {
    throw new AppError('FORBIDDEN', { what: definition.name });
  }
}

interface StoredOutcome<Outcome> {
  readonly input_hash: string;
  readonly outcome: Outcome;
}

/** Runs use cases: role check, one transaction, audit row and idempotency key in it. */
export class UseCases {
  readonly #database: TenantDatabase;
  readonly #clock: Clock;

  constructor(database: TenantDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Runs a use case that changes something. Its outcome must survive JSON. */
  async change<Outcome>(
    call: UseCaseCall,
    work: (tx: TenantTransaction) => Promise<Outcome>,
  ): Promise<Outcome> {
    requireRole(call.tenant, call.definition);
    return this.#database.run(call.tenant, async (tx) => {
      const stored = await this.#claimKey<Outcome>(tx, call);
      if (stored !== undefined) return stored;
      await this.#audit(tx, call);
      const outcome = await work(tx);
      await this.#keepOutcome(tx, call, outcome);
      return outcome;
    });
  }

  /** Runs a use case that only reads. */
  async read<Result>(
    call: Pick<UseCaseCall, 'tenant' | 'definition'>,
    work: (tx: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    requireRole(call.tenant, call.definition);
    return this.#database.read(call.tenant, work);
  }

  /** The same for work that asks all it asks at once. */
  async glance<Result>(
    call: Pick<UseCaseCall, 'tenant' | 'definition'>,
    work: (tx: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    requireRole(call.tenant, call.definition);
    return this.#database.glance(call.tenant, work);
  }

  /**
   * What the same request came to before, of use cases that must know it ahead of `change`; undefined
   * when there was none yet. Claims nothing.
   */
  async recall<Outcome>(tx: TenantTransaction, call: UseCaseCall): Promise<Outcome | undefined> {
    return call.idempotency?.key === undefined ? undefined : this.#storedOutcome(tx, call);
  }

  async #claimKey<Outcome>(tx: TenantTransaction, call: UseCaseCall): Promise<Outcome | undefined> {
    const { tenant, definition, idempotency } = call;
    if (idempotency?.key === undefined) return undefined;
    const inputHash = sha256Hex(JSON.stringify(idempotency.input));
    // A second request with the same key waits here until the first has committed.
    const claimed = await tx.query(
      `insert into idempotency_key (tenant_id, actor_id, operation, key, input_hash, created_at)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning key`,
      [
        tx.tenantId,
        tenant.actor.id,
        definition.name,
        idempotency.key,
        inputHash,
        this.#clock.now(),
      ],
    );
    return claimed.length > 0 ? undefined : this.#storedOutcome(tx, call);
  }

  async #storedOutcome<Outcome>(
    tx: TenantTransaction,
    { tenant, definition, idempotency }: UseCaseCall,
  ): Promise<Outcome | undefined> {
    const rows = await tx.query<StoredOutcome<Outcome>>(
      `select input_hash, outcome from idempotency_key
        where actor_id = $1 and operation = $2 and key = $3`,
      [tenant.actor.id, definition.name, idempotency?.key],
    );
    const first = rows[0];
    if (first === undefined) return undefined;
    if (first.input_hash !== sha256Hex(JSON.stringify(idempotency?.input))) {
      throw new AppError('CONFLICT', {
        what: 'The idempotencyKey was used with another input: send a new key.',
      });
    }
    return first.outcome;
  }

  async #keepOutcome(tx: TenantTransaction, call: UseCaseCall, outcome: unknown): Promise<void> {
    if (call.idempotency?.key === undefined) return;
    await tx.execute(
      `update idempotency_key set outcome = $4
        where actor_id = $1 and operation = $2 and key = $3`,
      [
        call.tenant.actor.id,
        call.definition.name,
        call.idempotency.key,
        JSON.stringify(outcome ?? null),
      ],
    );
  }

  async #audit(
    tx: TenantTransaction,
    { tenant, definition, subjectId }: UseCaseCall,
  ): Promise<void> {
    await tx.query(
      `insert into audit_event
         (tenant_id, id, actor_kind, actor_id, act_staff_id, act_reason, action, subject_id, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        tx.tenantId,
        uuidv7(this.#clock),
        tenant.actor.kind,
        tenant.actor.id,
        tenant.actor.act?.staffId ?? null,
        tenant.actor.act?.reason ?? null,
        definition.name,
        subjectId ?? null,
        this.#clock.now(),
      ],
    );
  }
}
