import { Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import type { TenantContext } from '#patchbay/kernel';
import type { NumberView } from '../domain/number.js';
import { NUMBER_USE_CASES } from '../numbers.roles.js';
import { listNumbers, type NumberFilter } from '../persistence/number-list.repository.js';

export interface ListNumbersInput {
  readonly first: number;
  /** The last number of the page before. */
  readonly after?: string | undefined;
  readonly filter: NumberFilter;
}

export interface NumberPage {
  readonly numbers: readonly NumberView[];
  readonly hasMore: boolean;
}

/** Reads the tenant's numbers from the newest on, a page at a time. */
@Injectable()
export class ListNumbers {
  constructor(private readonly useCases: UseCases) {}

  execute(tenant: TenantContext, { first, after, filter }: ListNumbersInput): Promise<NumberPage> {
    const definition = NUMBER_USE_CASES.findNumber;
    return this.useCases.read({ tenant, definition }, async (tx) => {
      const found = await listNumbers(tx, { limit: first + 1, beforeId: after }, filter);
      return { numbers: found.slice(0, first), hasMore: found.length > first };
    });
  }
}
