import { Injectable } from '@nestjs/common';
import { StaffDatabase } from '#patchbay/database';
import type { StaffContext } from '#patchbay/kernel';
import { INBOX_USE_CASES } from '../inbox.roles.js';
import {
  type QuarantinedEventView,
  type QuarantineFilter,
  selectQuarantined,
} from '../persistence/quarantine.repository.js';
import { type Page, staffPage } from './staff-page.js';

export interface ListQuarantinedEventsInput {
  readonly first: number;
  /** The last event of the page before. */
  readonly after?: string | undefined;
  readonly filter: QuarantineFilter;
}

/** The events that belong to nobody we know, newest first, for the BSP's staff. */
@Injectable()
export class ListQuarantinedEvents {
  constructor(private readonly database: StaffDatabase) {}

  execute(
    staff: StaffContext,
    { first, after, filter }: ListQuarantinedEventsInput,
  ): Promise<Page<QuarantinedEventView>> {
    const list = { staff, definition: INBOX_USE_CASES.listQuarantinedEvents, first };
    return staffPage(this.database, list, (tx, limit) =>
      selectQuarantined(tx, filter, { limit, beforeId: after }),
    );
  }
}
