import { Inject, Injectable } from '@nestjs/common';
import { requireRole, type TenantTransaction, UseCases } from '#patchbay/database';
import {
  AppError,
  badInput,
  type Clock,
  CLOCK,
  EgressRefused,
  Envelope,
  ENVELOPE,
  Secret,
  type TenantContext,
  uuidv7,
} from '#patchbay/kernel';
import { problemOfEndpointUrl } from '../domain/endpoint-url.js';
import { EVENT_TYPE_NAMES, type EventType, isEventType } from '../domain/event-types.js';
import { newSigningSecret } from '../domain/signature.js';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import {
  type EndpointView,
  findSealedEndpoint,
  insertEndpoint,
} from '../persistence/endpoint.repository.js';
import { openForEndpoint, sealForEndpoint } from './endpoint-secret.js';
import { EndpointTargets } from './endpoint-targets.js';

export interface CreateEndpointInput {
  readonly url: string;
  readonly description?: string | undefined;
  readonly eventTypes: readonly string[];
  readonly idempotencyKey?: string | undefined;
}

export type CreateEndpointOutcome =
  | {
      readonly kind: 'created';
      readonly endpoint: EndpointView;
      /** Shown now and never again, but to a repetition with the same idempotencyKey. */
      readonly secret: Secret;
    }
  /** The URL is well formed, but we do not send there. */
  | { readonly kind: 'url_refused'; readonly reason: string };

const MAX_DESCRIPTION = 500;

function eventTypesOf(input: CreateEndpointInput): readonly EventType[] {
  const types = [...new Set(input.eventTypes)];
  if (types.length === 0) throw badInput('eventTypes', 'must name at least one event type');
  const unknown = types.filter((type) => !isEventType(type));
  if (unknown.length > 0) {
    throw badInput(
      'eventTypes',
      `has the unknown ${unknown.slice(0, 5).join(', ')}; known are ${EVENT_TYPE_NAMES.join(', ')}`,
    );
  }
  return types.filter(isEventType);
}

function isDnsError(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'syscall' in error &&
    error.syscall === 'getaddrinfo'
  );
}

/** Registers a URL of the tenant for some types of events, with a signing secret made by us. */
@Injectable()
export class CreateEndpoint {
  constructor(
    private readonly useCases: UseCases,
    private readonly targets: EndpointTargets,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(tenant: TenantContext, input: CreateEndpointInput): Promise<CreateEndpointOutcome> {
    const definition = FANOUT_USE_CASES.createEndpoint;
    requireRole(tenant, definition);
    const eventTypes = eventTypesOf(input);
    const problem = problemOfEndpointUrl(input.url);
    if (problem !== undefined) throw badInput('url', problem);
    if ((input.description?.length ?? 0) > MAX_DESCRIPTION) {
      throw badInput('description', `must be at most ${MAX_DESCRIPTION} characters`);
    }
    // DNS is asked before the transaction opens: nothing slow inside one.
    const refusal = await this.#refusalOf(input.url);
    if (refusal !== undefined) return { kind: 'url_refused', reason: refusal };

    const { idempotencyKey, ...idempotent } = input;
    // The kept outcome is the id alone; the secret stays sealed in its row.
    const { endpointId } = await this.useCases.change(
      { tenant, definition, idempotency: { key: idempotencyKey, input: idempotent } },
      (tx) => this.#insert(tx, input, eventTypes),
    );
    return this.useCases.read({ tenant, definition }, async (tx) => {
      const found = await findSealedEndpoint(tx, endpointId);
      if (found === undefined) throw new AppError('NOT_FOUND', { what: 'endpoint' });
      const secret = openForEndpoint(this.envelope, found.secretSealed, {
        tenantId: tx.tenantId,
        endpointId,
        column: 'secret_sealed',
      });
      return { kind: 'created', endpoint: found.endpoint, secret: new Secret(secret) };
    });
  }

  async #refusalOf(url: string): Promise<string | undefined> {
    try {
      await this.targets.resolve(new URL(url));
      return undefined;
    } catch (error) {
      if (error instanceof EgressRefused) return error.reason;
      if (isDnsError(error)) return 'its host name does not resolve';
      throw error;
    }
  }

  async #insert(
    tx: TenantTransaction,
    input: CreateEndpointInput,
    eventTypes: readonly EventType[],
  ): Promise<{ endpointId: string }> {
    const id = uuidv7(this.clock);
    await insertEndpoint(tx, {
      id,
      url: new URL(input.url).href,
      description: input.description ?? null,
      eventTypes,
      secretSealed: sealForEndpoint(this.envelope, newSigningSecret(), {
        tenantId: tx.tenantId,
        endpointId: id,
        column: 'secret_sealed',
      }),
      status: 'ENABLED',
      createdAt: this.clock.now(),
    });
    return { endpointId: id };
  }
}
