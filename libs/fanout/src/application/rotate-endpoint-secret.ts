import { Inject, Injectable } from '@nestjs/common';
import { type TenantTransaction, UseCases } from '#patchbay/database';
import {
  AppError,
  badInput,
  type Clock,
  CLOCK,
  Envelope,
  ENVELOPE,
  type TenantContext,
} from '#patchbay/kernel';
import { newSigningSecret } from '../domain/signature.js';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import { lockEndpoint, saveSecret } from '../persistence/endpoint.repository.js';
import { openForEndpoint, sealForEndpoint } from './endpoint-secret.js';
import { madeSecret, type MadeSecret, type ShownSecret, showSecret } from './shown-secret.js';

const DEFAULT_OVERLAP_SECONDS = 86_400;
const MAX_OVERLAP_SECONDS = 604_800;

export interface RotateEndpointSecretInput {
  readonly endpointId: string;
  /** How long the former secret's signature is sent as well; 0 ends it at once. One day if missing. */
  readonly overlapSeconds?: number | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** The secret before the present one still counts; another rotation would cut off who uses it. */
interface RotationUnderWay {
  readonly kind: 'rotation_under_way';
  readonly until: Date;
}

export type RotateEndpointSecretOutcome =
  ({ readonly kind: 'rotated' } & ShownSecret) | RotationUnderWay;

type Rotated = ({ readonly kind: 'rotated' } & MadeSecret) | RotationUnderWay;

/** Gives an endpoint a new signing secret; for a while messages carry both signatures. */
@Injectable()
export class RotateEndpointSecret {
  constructor(
    private readonly useCases: UseCases,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(
    tenant: TenantContext,
    input: RotateEndpointSecretInput,
  ): Promise<RotateEndpointSecretOutcome> {
    const { endpointId, overlapSeconds = DEFAULT_OVERLAP_SECONDS, idempotencyKey: key } = input;
    if (
      !Number.isInteger(overlapSeconds) ||
      overlapSeconds < 0 ||
      overlapSeconds > MAX_OVERLAP_SECONDS
    ) {
      throw badInput('overlapSeconds', `must be a whole number from 0 to ${MAX_OVERLAP_SECONDS}`);
    }
    const definition = FANOUT_USE_CASES.rotateEndpointSecret;
    const idempotency = { key, input: { endpointId, overlapSeconds } };
    const outcome = await this.useCases.change<Rotated>(
      { tenant, definition, subjectId: endpointId, idempotency },
      (tx) => this.#rotate(tx, endpointId, overlapSeconds),
    );
    if (outcome.kind !== 'rotated') return outcome;
    return this.useCases.read({ tenant, definition }, async (tx) => {
      const { envelope, clock } = this;
      return { kind: 'rotated', ...(await showSecret(tx, { envelope, clock }, outcome)) };
    });
  }

  async #rotate(
    tx: TenantTransaction,
    endpointId: string,
    overlapSeconds: number,
  ): Promise<Rotated> {
    const row = await lockEndpoint(tx, endpointId);
    if (row === undefined) throw new AppError('NOT_FOUND', { what: 'endpoint' });
    const at = this.clock.now();
    const until = row.previousSecretUntil;
    if (overlapSeconds > 0 && until !== null && until > at) {
      return tx.refuse({ kind: 'rotation_under_way', until } satisfies Rotated);
    }
    const owner = { tenantId: tx.tenantId, endpointId };
    const own = { ...owner, column: 'secret_sealed' } as const;
    const sealed = sealForEndpoint(this.envelope, newSigningSecret(), own);
    const former = openForEndpoint(this.envelope, row.secretSealed, own);
    const previous = {
      sealed: sealForEndpoint(this.envelope, former, {
        ...owner,
        column: 'previous_secret_sealed',
      }),
      until: new Date(at.getTime() + overlapSeconds * 1000),
    };
    await saveSecret(tx, endpointId, {
      sealed,
      previous: overlapSeconds > 0 ? previous : null,
      at,
    });
    return { kind: 'rotated', ...madeSecret(endpointId, sealed) };
  }
}
