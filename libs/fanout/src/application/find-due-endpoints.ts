import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK } from '#patchbay/kernel';
import { EndpointHealth } from './endpoint-health.js';
import { type DueEndpoint, DueEndpointsTable } from '../persistence/due-endpoints.js';

/** How many lanes one look brings: so many that those which may not send now crowd nobody out. */
const LIMIT = 5000;

/** Finds endpoints whose doorbell was lost, or whose next attempt has come. */
@Injectable()
export class FindDueEndpoints {
  constructor(
    private readonly table: DueEndpointsTable,
    private readonly health: EndpointHealth,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(): Promise<DueEndpoint[]> {
    // What other processes have learnt decides what may be sent to those found here.
    await this.health.refresh();
    return this.table.find(this.clock.now(), LIMIT);
  }
}
