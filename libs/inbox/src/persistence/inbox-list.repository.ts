import type { Transaction } from '#patchbay/database';
import { uuidv7Floor } from '#patchbay/kernel';
import type { EventContext } from '../domain/event-contexts.js';

/** Where an event is: not read yet, done, kept for a context that is to come, or given up. */
export const INBOX_EVENT_STATES = ['WAITING', 'APPLIED', 'UNHANDLED', 'FAILED'] as const;
export type InboxEventState = (typeof INBOX_EVENT_STATES)[number];

export interface InboxEventFilter {
  readonly tenantId?: string | undefined;
  readonly kind?: string | undefined;
  readonly context?: EventContext | undefined;
  readonly state?: InboxEventState | undefined;
  readonly callId?: string | undefined;
  /** Our id of a phone number. */
  readonly numberId?: string | undefined;
  /** Events received at this instant or later. */
  readonly from?: Date | undefined;
  /** Events received before this instant. */
  readonly to?: Date | undefined;
}

/** An event of the inbox without its content: that is the tenant's, and not needed to mend things. */
export interface InboxEventView {
  readonly id: string;
  readonly tenantId: string;
  readonly callId: string | null;
  readonly source: string;
  readonly context: EventContext;
  readonly kind: string;
  readonly state: InboxEventState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly retryAt: Date | null;
  readonly wabaId: string | null;
  readonly phoneNumberId: string | null;
  readonly traceparent: string | null;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly processedAt: Date | null;
  readonly replayedAt: Date | null;
}

/** What a replay must know of an event. */
export interface EventRef {
  readonly id: string;
  readonly tenantId: string;
}

const STATE = `case when e.processed_at is null then 'WAITING' else coalesce(e.outcome, 'APPLIED') end`;

const COLUMNS = `e.id, e.tenant_id as "tenantId", e.call_id as "callId", e.source, e.context, e.kind,
  ${STATE} as state, e.attempts, e.last_error as "lastError", e.retry_at as "retryAt",
  e.waba_id as "wabaId", e.phone_number_id as "phoneNumberId", e.traceparent,
  e.occurred_at as "occurredAt", e.received_at as "receivedAt", e.processed_at as "processedAt",
  e.replayed_at as "replayedAt"`;

/** Conditions of a state, one for each partial index that can answer it. */
const ARMS: Readonly<Record<InboxEventState | 'ANY', readonly string[]>> = {
  ANY: ['true'],
  WAITING: [
    `e.processed_at is null and e.call_id is not null`,
    `e.processed_at is null and e.call_id is null`,
  ],
  APPLIED: [`e.processed_at is not null and coalesce(e.outcome, 'APPLIED') = 'APPLIED'`],
  UNHANDLED: [`e.outcome = 'UNHANDLED'`],
  FAILED: [`e.outcome = 'FAILED'`],
};

const idAt = (at: Date | undefined): string | null =>
  at === undefined ? null : uuidv7Floor(at.getTime());

/**
 * Events from the newest on. Asks for each tenant by itself, so that the index which begins with the
 * tenant answers also when the question is about all of them.
 */
function selection(
  columns: string,
  filter: InboxEventFilter,
  page: { readonly limit: number; readonly beforeId?: string | undefined },
): [sql: string, parameters: unknown[]] {
  const arms = ARMS[filter.state ?? 'ANY'].map(
    (state) =>
      `(select ${columns} from inbox_event e
         where e.tenant_id = t.id and ${state}
           and ($2::uuid is null or e.id < $2) and ($3::uuid is null or e.id >= $3)
           and ($4::text is null or e.kind = $4) and ($5::text is null or e.context = $5)
           and ($6::uuid is null or e.call_id = $6)
           and ($7::uuid is null or e.number_id = $7 or e.payload #>> '{head,numberId}' = $7::text)
         order by e.id desc limit $8)`,
  );
  const bounds = [page.beforeId, idAt(filter.to)].filter((id) => id != null).sort();
  return [
    `select found.* from tenant t cross join lateral (${arms.join(' union all ')}) found
      where $1::uuid is null or t.id = $1 order by found.id desc limit $8`,
    [
      filter.tenantId ?? null,
      bounds[0] ?? null,
      idAt(filter.from),
      filter.kind ?? null,
      filter.context ?? null,
      filter.callId ?? null,
      filter.numberId ?? null,
      page.limit,
    ],
  ];
}

/** A page of events, newest first, over all tenants. */
export function selectInboxEvents(
  tx: Transaction,
  filter: InboxEventFilter,
  page: { readonly limit: number; readonly beforeId: string | undefined },
): Promise<InboxEventView[]> {
  return tx.query<InboxEventView>(...selection(COLUMNS, filter, page));
}

/** The events that a filter finds, at most `limit`. */
export function findEventRefs(
  tx: Transaction,
  filter: InboxEventFilter,
  limit: number,
): Promise<EventRef[]> {
  return tx.query<EventRef>(...selection('e.id, e.tenant_id as "tenantId"', filter, { limit }));
}

/** Those of the events that are there, with their tenants. */
export function findEventRefsByIds(tx: Transaction, ids: readonly string[]): Promise<EventRef[]> {
  return tx.query<EventRef>(
    `select e.id, e.tenant_id as "tenantId"
       from tenant t cross join unnest($1::uuid[]) asked(id)
       join inbox_event e on e.tenant_id = t.id and e.id = asked.id`,
    [ids],
  );
}
