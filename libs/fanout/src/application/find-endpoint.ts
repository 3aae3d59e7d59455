import { Inject, Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import {
  AppError,
  type Clock,
  CLOCK,
  Envelope,
  ENVELOPE,
  type TenantContext,
} from '#patchbay/kernel';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import { findEndpoint } from '../persistence/endpoint.repository.js';
import { type EndpointView, viewOf } from './endpoint-view.js';

/** One endpoint of the tenant. A foreign one answers as one that does not exist. */
@Injectable()
export class FindEndpoint {
  constructor(
    private readonly useCases: UseCases,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(tenant: TenantContext, endpointId: string): Promise<EndpointView> {
    const definition = FANOUT_USE_CASES.listEndpoints;
    const row = await this.useCases.read({ tenant, definition }, (tx) =>
      findEndpoint(tx, endpointId),
    );
    if (row === undefined) throw new AppError('NOT_FOUND', { what: 'endpoint' });
    return viewOf(this.envelope, tenant.tenantId, row, this.clock.now());
  }
}
