import { Injectable } from '@nestjs/common';
import { StaffDatabase } from '#patchbay/database';
import type { StaffContext } from '#patchbay/kernel';
import { INBOX_USE_CASES } from '../inbox.roles.js';
import {
  type InboxEventFilter,
  type InboxEventView,
  selectInboxEvents,
} from '../persistence/inbox-list.repository.js';
import { type Page, staffPage } from './staff-page.js';

export interface ListInboxEventsInput {
  readonly first: number;
  /** The last event of the page before. */
  readonly after?: string | undefined;
  readonly filter: InboxEventFilter;
}

/** What came in, over all tenants, newest first, for the BSP's staff. */
@Injectable()
export class ListInboxEvents {
  constructor(private readonly database: StaffDatabase) {}

  execute(
    staff: StaffContext,
    { first, after, filter }: ListInboxEventsInput,
  ): Promise<Page<InboxEventView>> {
    const list = { staff, definition: INBOX_USE_CASES.listInboxEvents, first };
    return staffPage(this.database, list, (tx, limit) =>
      selectInboxEvents(tx, filter, { limit, beforeId: after }),
    );
  }
}
