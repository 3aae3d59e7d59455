import { Inject, Injectable } from '@nestjs/common';
import { requireRole, type TenantTransaction, UseCases } from '#patchbay/database';
import {
  AppError,
  type Clock,
  CLOCK,
  Envelope,
  ENVELOPE,
  type TenantContext,
} from '#patchbay/kernel';
import {
  canonical,
  type CheckedSettings,
  problemsOfSettings,
  type SomeSettings,
  withSettings,
} from '../domain/endpoint-settings.js';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import {
  disableEndpoint,
  type EndpointRow,
  findEndpoint,
  lockEndpoint,
  saveSettings,
  touchEndpoint,
} from '../persistence/endpoint.repository.js';
import { parkEndpoint } from './endpoint-health.js';
import { EndpointTargets } from './endpoint-targets.js';
import { type EndpointView, sealHeaders, settingsOf, viewOf } from './endpoint-view.js';
import { findRefusedUrl, type RefusedUrl } from './refused-url.js';

export interface UpdateEndpointInput {
  readonly endpointId: string;
  /** What is left out stays as it is. */
  readonly changes: SomeSettings;
  /** Stops deliveries; what is due stays, and EnableEndpoint starts again. */
  readonly disable?: boolean;
}

export type UpdateEndpointOutcome =
  { readonly kind: 'updated'; readonly endpoint: EndpointView } | RefusedUrl;

/** Changes what the tenant decided about an endpoint, or stops it. */
@Injectable()
export class UpdateEndpoint {
  constructor(
    private readonly useCases: UseCases,
    private readonly targets: EndpointTargets,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(tenant: TenantContext, input: UpdateEndpointInput): Promise<UpdateEndpointOutcome> {
    const definition = FANOUT_USE_CASES.updateEndpoint;
    requireRole(tenant, definition);
    const { endpointId, changes } = input;
    const { url, failoverUrl } = await this.useCases.read({ tenant, definition }, async (tx) =>
      this.#changed(tx, await findEndpoint(tx, endpointId), changes),
    );
    const refusal = await findRefusedUrl(this.targets, {
      ...(changes.url !== undefined && { url }),
      ...(changes.failoverUrl != null && { failoverUrl }),
    });
    if (refusal !== undefined) return refusal;
    return this.useCases.change({ tenant, definition, subjectId: endpointId }, async (tx) => {
      // Again, with the row held: somebody else may have changed it meanwhile.
      const settings = this.#changed(tx, await lockEndpoint(tx, endpointId), changes);
      await this.#save(tx, input, settings);
      const row = await findEndpoint(tx, endpointId);
      if (row === undefined) throw new AppError('NOT_FOUND', { what: 'endpoint' });
      const endpoint = viewOf(this.envelope, tx.tenantId, row, this.clock.now());
      return { kind: 'updated', endpoint };
    });
  }

  /** The row's settings with the changes in them, if the whole is valid. */
  #changed(
    { tenantId }: TenantTransaction,
    row: EndpointRow | undefined,
    changes: SomeSettings,
  ): CheckedSettings {
    if (row === undefined) throw new AppError('NOT_FOUND', { what: 'endpoint' });
    const settings = withSettings(settingsOf(this.envelope, tenantId, row), changes);
    const fields = problemsOfSettings(settings);
    if (fields.length > 0) throw new AppError('BAD_USER_INPUT', { fields });
    return canonical(settings);
  }

  async #save(
    tx: TenantTransaction,
    { endpointId, disable = false }: UpdateEndpointInput,
    { headers, ...settings }: CheckedSettings,
  ): Promise<void> {
    const at = this.clock.now();
    const headersSealed = sealHeaders(this.envelope, headers, {
      tenantId: tx.tenantId,
      endpointId,
    });
    await saveSettings(tx, endpointId, { ...settings, headersSealed });
    await touchEndpoint(tx, endpointId, at);
    if (disable && (await disableEndpoint(tx, endpointId, at))) {
      await parkEndpoint(tx, endpointId, at);
    }
  }
}
