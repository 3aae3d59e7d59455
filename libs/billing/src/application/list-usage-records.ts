import { Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import { badInput, type TenantContext } from '#patchbay/kernel';
import { BILLING_USE_CASES } from '../billing.roles.js';
import { type UsageRecordView, usageRecordsAfter } from '../persistence/usage-list.repository.js';

const DEFAULT_FIRST = 50;
const MAX_FIRST = 200;

export interface ListUsageRecordsInput {
  readonly first?: number | undefined;
  /** The id of the last record of the page before. */
  readonly after?: string | undefined;
  readonly filter?: { readonly callId?: string | undefined } | undefined;
}

export interface UsageRecordPage {
  readonly items: readonly UsageRecordView[];
  readonly hasNextPage: boolean;
}

/** The tenant's usage, newest first, with cost and price where it is rated. */
@Injectable()
export class ListUsageRecords {
  constructor(private readonly useCases: UseCases) {}

  async execute(
    tenant: TenantContext,
    { first = DEFAULT_FIRST, after, filter }: ListUsageRecordsInput = {},
  ): Promise<UsageRecordPage> {
    if (!Number.isInteger(first) || first < 1 || first > MAX_FIRST) {
      throw badInput('first', `must be a whole number from 1 to ${MAX_FIRST}`);
    }
    const definition = BILLING_USE_CASES.listUsageRecords;
    return this.useCases.read({ tenant, definition }, async (tx) => {
      const rows = await usageRecordsAfter(tx, { first, after, callId: filter?.callId });
      return { items: rows.slice(0, first), hasNextPage: rows.length > first };
    });
  }
}
