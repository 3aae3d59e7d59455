import { Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import { AppError, type TenantContext } from '#patchbay/kernel';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import { removeEndpoint } from '../persistence/endpoint.repository.js';

/** Removes an endpoint with all that is still due there. Its attempts stay, as a record. */
@Injectable()
export class DeleteEndpoint {
  constructor(private readonly useCases: UseCases) {}

  async execute(tenant: TenantContext, endpointId: string): Promise<void> {
    const definition = FANOUT_USE_CASES.deleteEndpoint;
    await this.useCases.change({ tenant, definition, subjectId: endpointId }, async (tx) => {
      const isRemoved = await removeEndpoint(tx, endpointId);
      if (!isRemoved) throw new AppError('NOT_FOUND', { what: 'endpoint' });
    });
  }
}
