import { Inject, Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import {
  AppError,
  type Clock,
  CLOCK,
  type Secrets,
  SECRETS,
  type TenantContext,
  uuidv7,
} from '#patchbay/kernel';
import { findNumberById } from '#patchbay/numbers';
import { CALL_USE_CASES } from '../calls.roles.js';
import type { CallExportFormat } from '../domain/call-export-format.js';
import { countOpenExports, insertCallExport } from '../persistence/call-export.repository.js';
import { searchConsumer } from '../persistence/consumer-search.repository.js';
import type { ListCallsInput } from './list-calls.js';

export interface ExportCallsInput {
  readonly filter: ListCallsInput['filter'];
  readonly format: CallExportFormat;
  readonly idempotencyKey?: string | undefined;
}

export type ExportCallsOutcome =
  | { readonly kind: 'requested'; readonly exportId: string }
  /** So many of the tenant's are not finished yet; nothing was asked for. */
  | { readonly kind: 'too_many'; readonly limit: number };

/** Exports of a tenant that may be under way at a time. */
const MAX_OPEN = 5;

/**
 * Asks for a file with the calls that fit, which the batch role writes. It has the calls that are known
 * at this moment. Throws NOT_FOUND for a number of another tenant, or none. Who the consumer of the filter is gets looked up now: an identity is not kept with it.
 */
@Injectable()
export class ExportCalls {
  constructor(
    private readonly useCases: UseCases,
    @Inject(SECRETS) private readonly secrets: Secrets,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute(
    tenant: TenantContext,
    { idempotencyKey, ...input }: ExportCallsInput,
  ): Promise<ExportCallsOutcome> {
    const definition = CALL_USE_CASES.exportCalls;
    const id = uuidv7(this.clock);
    const idempotency = { key: idempotencyKey, input };
    const call = { tenant, definition, subjectId: id, idempotency };
    return this.useCases.change<ExportCallsOutcome>(call, async (tx) => {
      if ((await countOpenExports(tx)) >= MAX_OPEN) {
        return tx.refuse({ kind: 'too_many', limit: MAX_OPEN } satisfies ExportCallsOutcome);
      }
      const { consumer, ...filter } = input.filter;
      if (filter.numberId && !(await findNumberById(tx, filter.numberId))) {
        throw new AppError('NOT_FOUND', { what: 'phone number' });
      }
      const consumerIds = consumer && (await searchConsumer(tx, this.secrets.lookupKey, consumer));
      const wanted = { id, format: input.format, filter: { ...filter, consumerIds } };
      await insertCallExport(tx, wanted, this.clock.now());
      return { kind: 'requested', exportId: id };
    });
  }
}
