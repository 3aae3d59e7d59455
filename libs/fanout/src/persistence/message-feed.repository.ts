import type { TenantTransaction } from '#patchbay/database';
import type { EventType } from '../domain/event-types.js';

/** A message as followers get it, without what joins it when it leaves. */
export interface FeedRow {
  readonly id: string;
  readonly type: EventType;
  readonly callId: string | null;
  readonly numberId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly sdpKind: string | null;
  readonly occurredAt: Date;
}

const COLUMNS = `id, event_type as type, call_id as "callId", number_id as "numberId", payload as data,
  sdp_kind as "sdpKind", occurred_at as "occurredAt"`;

/** Events about calls; what `testEndpoint` makes is for one endpoint only. */
const FOLLOWED = `event_type >= 'call.' and event_type < 'call/'
  and not coalesce((payload ->> 'isTest')::boolean, false)`;

/** Ids of the followed messages from `fromId` on, rising. */
export async function followedIds(tx: TenantTransaction, fromId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from message where id >= $1 and ${FOLLOWED} order by id`,
    [fromId],
  );
  return rows.map(({ id }) => id);
}

/** The followed messages about these calls from `fromId` on, rising. */
export function followedOfCalls(
  tx: TenantTransaction,
  { callIds, fromId }: { readonly callIds: readonly string[]; readonly fromId: string },
): Promise<FeedRow[]> {
  return tx.query<FeedRow>(
    `select ${COLUMNS} from message
      where call_id = any($1::uuid[]) and id >= $2 and ${FOLLOWED} order by id`,
    [callIds, fromId],
  );
}

/** These messages, rising. */
export function followedById(tx: TenantTransaction, ids: readonly string[]): Promise<FeedRow[]> {
  return tx.query<FeedRow>(
    `select ${COLUMNS} from message where id = any($1::uuid[]) order by id`,
    [ids],
  );
}

/** The next followed messages, rising, from `fromId` on and above `aboveId`. */
export function followedPage(
  tx: TenantTransaction,
  page: { readonly fromId: string; readonly aboveId: string | null; readonly limit: number },
): Promise<FeedRow[]> {
  return tx.query<FeedRow>(
    `select ${COLUMNS} from message
      where id >= $1 and ($2::uuid is null or id > $2) and ${FOLLOWED} order by id limit $3`,
    [page.fromId, page.aboveId, page.limit],
  );
}
