import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK } from '#patchbay/kernel';
import { type DueEndpoint, DueEndpointsTable } from '../persistence/due-endpoints.js';

/** How many endpoints one look brings; those waiting longest come first. */
const LIMIT = 500;

/** Finds endpoints whose doorbell was lost, or whose next attempt has come. */
@Injectable()
export class FindDueEndpoints {
  constructor(
    private readonly table: DueEndpointsTable,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute(): Promise<DueEndpoint[]> {
    return this.table.find(this.clock.now(), LIMIT);
  }
}
