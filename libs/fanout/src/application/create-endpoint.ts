import { Inject, Injectable } from '@nestjs/common';
import { requireRole, type TenantTransaction, UseCases } from '#patchbay/database';
import {
  AppError,
  type Clock,
  CLOCK,
  Envelope,
  ENVELOPE,
  type TenantContext,
  uuidv7,
} from '#patchbay/kernel';
import {
  canonical,
  type CheckedSettings,
  type EndpointSettings,
  problemsOfSettings,
  type SomeSettings,
  withSettings,
} from '../domain/endpoint-settings.js';
import { API_VERSION } from '../domain/message-body.js';
import { newSigningSecret } from '../domain/signature.js';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import { countEndpoints, insertEndpoint } from '../persistence/endpoint.repository.js';
import { sealForEndpoint } from './endpoint-secret.js';
import { EndpointTargets } from './endpoint-targets.js';
import { sealHeaders } from './endpoint-view.js';
import { findRefusedUrl, type RefusedUrl } from './refused-url.js';
import { madeSecret, type MadeSecret, type ShownSecret, showSecret } from './shown-secret.js';

/** What is left out has its default: everything, STANDARD, the newest version, no limits. */
export interface CreateEndpointInput extends SomeSettings {
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly idempotencyKey?: string | undefined;
}

export type CreateEndpointOutcome = ({ readonly kind: 'created' } & ShownSecret) | RefusedUrl;

const DEFAULTS = {
  description: null,
  numberIds: null,
  wabaRowIds: null,
  apiVersion: API_VERSION,
  format: 'STANDARD',
  headers: [],
  failoverUrl: null,
  rateLimitPerSecond: null,
  maxInFlight: null,
  alertEmails: [],
} as const satisfies Omit<EndpointSettings, 'url' | 'eventTypes'>;

/** Each message costs a row and an attempt per endpoint, of a platform that others use too. */
const MAX_ENDPOINTS = 100;

/** Registers a URL of the tenant for some events, with a signing secret made by us. */
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
    const { idempotencyKey, ...idempotent } = input;
    const { url, eventTypes } = input;
    const asked = withSettings({ ...DEFAULTS, url, eventTypes }, idempotent);
    const fields = problemsOfSettings(asked);
    if (fields.length > 0) throw new AppError('BAD_USER_INPUT', { fields });
    const settings = canonical(asked);
    const refusal = await findRefusedUrl(this.targets, settings);
    if (refusal !== undefined) return refusal;

    // No secret is kept with the key; it stays sealed in its row.
    const made = await this.useCases.change(
      { tenant, definition, idempotency: { key: idempotencyKey, input: idempotent } },
      (tx) => this.#insert(tx, settings),
    );
    return this.useCases.read({ tenant, definition }, async (tx) => {
      const { envelope, clock } = this;
      return { kind: 'created', ...(await showSecret(tx, { envelope, clock }, made)) };
    });
  }

  async #insert(
    tx: TenantTransaction,
    { headers, ...settings }: CheckedSettings,
  ): Promise<MadeSecret> {
    if ((await countEndpoints(tx)) >= MAX_ENDPOINTS) {
      const what = `There are ${MAX_ENDPOINTS} endpoints, which is the most: delete one first.`;
      throw new AppError('CONFLICT', { what });
    }
    const id = uuidv7(this.clock);
    const owner = { tenantId: tx.tenantId, endpointId: id };
    const secretSealed = sealForEndpoint(this.envelope, newSigningSecret(), {
      ...owner,
      column: 'secret_sealed',
    });
    const headersSealed = sealHeaders(this.envelope, headers, owner);
    const createdAt = this.clock.now();
    await insertEndpoint(tx, { ...settings, id, headersSealed, secretSealed, createdAt });
    return madeSecret(id, secretSealed);
  }
}
