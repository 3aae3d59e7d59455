import { Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import { badInput, type TenantContext } from '#patchbay/kernel';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import { endpointsAfter, type EndpointView } from '../persistence/endpoint.repository.js';

const DEFAULT_FIRST = 50;
const MAX_FIRST = 200;

export interface ListEndpointsInput {
  readonly first?: number | undefined;
  /** The id of the last endpoint of the page before. */
  readonly after?: string | undefined;
}

export interface EndpointPage {
  readonly items: readonly EndpointView[];
  readonly hasNextPage: boolean;
}

/** The tenant's endpoints in the order they were made. */
@Injectable()
export class ListEndpoints {
  constructor(private readonly useCases: UseCases) {}

  async execute(tenant: TenantContext, input: ListEndpointsInput = {}): Promise<EndpointPage> {
    const first = input.first ?? DEFAULT_FIRST;
    if (!Number.isInteger(first) || first < 1 || first > MAX_FIRST) {
      throw badInput('first', `must be a whole number from 1 to ${MAX_FIRST}`);
    }
    const definition = FANOUT_USE_CASES.listEndpoints;
    return this.useCases.read({ tenant, definition }, async (tx) => {
      const rows = await endpointsAfter(tx, input.after, first);
      return { items: rows.slice(0, first), hasNextPage: rows.length > first };
    });
  }
}
