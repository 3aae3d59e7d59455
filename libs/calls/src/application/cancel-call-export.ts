import { Inject, Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import { AppError, type Clock, CLOCK, type TenantContext } from '#patchbay/kernel';
import { CALL_USE_CASES } from '../calls.roles.js';
import { EXPORT_LEASE_MS } from '../domain/export-progress.js';
import { cancelExport, findCallExport } from '../persistence/call-export.repository.js';

/**
 * Stops an export that is not finished: nothing more of it is written, what was written is deleted, and
 * another one may be asked for at once. One that has ended stays as it is.
 */
@Injectable()
export class CancelCallExport {
  constructor(
    private readonly useCases: UseCases,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND for an export of another tenant, or none. */
  async execute(tenant: TenantContext, exportId: string): Promise<void> {
    const definition = CALL_USE_CASES.cancelCallExport;
    await this.useCases.change({ tenant, definition, subjectId: exportId }, async (tx) => {
      const now = this.clock.now();
      // By then whoever writes a part of it has found out, so that no part comes after its deletion.
      const expiresAt = new Date(now.getTime() + EXPORT_LEASE_MS);
      if (await cancelExport(tx, exportId, { now, expiresAt })) return;
      if (!(await findCallExport(tx, exportId)))
        throw new AppError('NOT_FOUND', { what: 'export' });
    });
  }
}
