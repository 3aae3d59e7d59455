import { Inject, Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import {
  badInput,
  type Clock,
  CLOCK,
  Envelope,
  ENVELOPE,
  type TenantContext,
} from '#patchbay/kernel';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import { endpointsAfter } from '../persistence/endpoint.repository.js';
import { type EndpointView, viewOf } from './endpoint-view.js';

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
  constructor(
    private readonly useCases: UseCases,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(tenant: TenantContext, input: ListEndpointsInput = {}): Promise<EndpointPage> {
    const first = input.first ?? DEFAULT_FIRST;
    if (!Number.isInteger(first) || first < 1 || first > MAX_FIRST) {
      throw badInput('first', `must be a whole number from 1 to ${MAX_FIRST}`);
    }
    const definition = FANOUT_USE_CASES.listEndpoints;
    const rows = await this.useCases.read({ tenant, definition }, (tx) =>
      endpointsAfter(tx, input.after, first),
    );
    const now = this.clock.now();
    const page = rows.slice(0, first);
    return {
      items: page.map((row) => viewOf(this.envelope, tenant.tenantId, row, now)),
      hasNextPage: rows.length > first,
    };
  }
}
