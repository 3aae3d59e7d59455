import { Inject, Injectable } from '@nestjs/common';
import { requireRole, type TenantTransaction, UseCases } from '#patchbay/database';
import { AppError, type Clock, CLOCK, newTraceparent, type TenantContext } from '#patchbay/kernel';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import {
  type EndpointRow,
  findEndpoint,
  lockEndpoint,
  markEnabled,
} from '../persistence/endpoint.repository.js';
import { DELIVERY_DOORBELL, type DeliveryDoorbell } from './delivery-doorbell.port.js';
import { resetHealth } from './endpoint-health.js';
import { EndpointTargets } from './endpoint-targets.js';
import { findRefusedUrl, type RefusedUrl } from './refused-url.js';

export type EnableEndpointOutcome = { readonly kind: 'enabled' } | RefusedUrl;

function found(row: EndpointRow | undefined): EndpointRow {
  if (row === undefined) throw new AppError('NOT_FOUND', { what: 'endpoint' });
  return row;
}

/**
 * Starts deliveries to a disabled endpoint again, with a clean record of health; what was due when it
 * was disabled, and has not expired, leaves at once. An enabled endpoint stays as it is.
 */
@Injectable()
export class EnableEndpoint {
  constructor(
    private readonly useCases: UseCases,
    private readonly targets: EndpointTargets,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DELIVERY_DOORBELL) private readonly doorbell: DeliveryDoorbell,
  ) {}

  async execute(tenant: TenantContext, endpointId: string): Promise<EnableEndpointOutcome> {
    const definition = FANOUT_USE_CASES.enableEndpoint;
    requireRole(tenant, definition);
    const row = found(
      await this.useCases.read({ tenant, definition }, (tx) => findEndpoint(tx, endpointId)),
    );
    if (row.status === 'ENABLED') return { kind: 'enabled' };
    const refusal = await findRefusedUrl(this.targets, row);
    if (refusal !== undefined) return refusal;
    await this.useCases.change({ tenant, definition, subjectId: endpointId }, (tx) =>
      this.#enable(tx, endpointId),
    );
    return { kind: 'enabled' };
  }

  async #enable(tx: TenantTransaction, endpointId: string): Promise<void> {
    found(await lockEndpoint(tx, endpointId));
    await markEnabled(tx, endpointId, this.clock.now());
    await resetHealth(tx, endpointId);
    const ring = { tenantId: tx.tenantId, endpointId, traceparent: newTraceparent() };
    tx.afterCommit(() => {
      this.doorbell.ring({ ...ring, isLive: true });
      this.doorbell.ring({ ...ring, isLive: false });
    });
  }
}
