import type { Clock } from '#patchbay/kernel';
import { type DueEndpoint, type DueEndpointsTable } from '../persistence/due-endpoints.js';

/** How many endpoints one look brings; those waiting longest come first. */
const LIMIT = 500;

/** Finds endpoints whose doorbell was lost, or whose next attempt has come. */
export class FindDueEndpoints {
  readonly #table: DueEndpointsTable;
  readonly #clock: Clock;

  constructor(table: DueEndpointsTable, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  execute(): Promise<DueEndpoint[]> {
    return this.#table.find(this.#clock.now(), LIMIT);
  }
}
