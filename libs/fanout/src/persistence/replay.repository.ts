import type { TenantTransaction } from '#patchbay/database';
import { endpointWants } from './message.repository.js';

/** A message at an endpoint. */
export interface DeliveryId {
  readonly messageId: string;
  readonly endpointId: string;
}

/** An endpoint that a message may be sent to again. */
export interface ReplayTarget {
  readonly endpointId: string;
  readonly isEnabled: boolean;
  /** Something of the message is known there: an attempt, a dead letter, a place in line. */
  readonly wasSentTo: boolean;
  /** It asks for such messages now. */
  readonly isAskedFor: boolean;
  /** When the next attempt is due; null when the message does not wait there. */
  readonly dueAt: Date | null;
}

/** What each endpoint of the tenant, or the one named, has to do with the message. */
export async function replayTargets(
  tx: TenantTransaction,
  messageId: string,
  endpointId: string | undefined,
): Promise<ReplayTarget[]> {
  return tx.query<ReplayTarget>(
    `select e.id as "endpointId", e.status = 'ENABLED' as "isEnabled", d.due_at as "dueAt",
            d.message_id is not null
              or exists (select from attempt a where a.message_id = m.id and a.endpoint_id = e.id)
              or exists (select from dead_letter l where l.message_id = m.id and l.endpoint_id = e.id)
              as "wasSentTo",
            ${endpointWants('e', 'm')} as "isAskedFor"
       from endpoint e
       join message m on m.id = $1
       left join delivery_due d on d.message_id = m.id and d.endpoint_id = e.id
      where $2::uuid is null or e.id = $2
      order by e.id`,
    [messageId, endpointId ?? null],
  );
}

export async function isEndpointEnabled(
  tx: TenantTransaction,
  endpointId: string,
): Promise<boolean | undefined> {
  const [row] = await tx.query<{ is_enabled: boolean }>(
    `select status = 'ENABLED' as is_enabled from endpoint where id = $1`,
    [endpointId],
  );
  return row?.is_enabled;
}

// A run of its own: it does not expire, counts from the beginning and holds no other message back.
const QUEUED = `insert into delivery_due
   (tenant_id, message_id, endpoint_id, is_live, attempts, due_at, created_at, call_id, is_replay)
 select m.tenant_id, m.id, e.id, false, 0, $1::timestamptz, $1::timestamptz, m.call_id, true`;

const RECOVERED = `update dead_letter l set recovered_at = $1::timestamptz from queued q
  where l.message_id = q.message_id and l.endpoint_id = q.endpoint_id and l.recovered_at is null`;

/**
 * Puts messages in line again at enabled endpoints, due now; what waits already is left as it is.
 * Their dead letters are marked recovered. Gives those that it put in line.
 */
export async function requeue(
  tx: TenantTransaction,
  deliveries: readonly DeliveryId[],
  now: Date,
): Promise<DeliveryId[]> {
  if (deliveries.length === 0) return [];
  return tx.query<DeliveryId>(
    `with queued as (
       ${QUEUED}
         from unnest($2::uuid[], $3::uuid[]) t (message_id, endpoint_id)
         join message m on m.id = t.message_id
         join endpoint e on e.id = t.endpoint_id and e.status = 'ENABLED'
          for key share of e
       on conflict do nothing returning message_id, endpoint_id
     ), recovered as (${RECOVERED})
     select message_id as "messageId", endpoint_id as "endpointId" from queued`,
    [now, deliveries.map(({ messageId }) => messageId), deliveries.map((d) => d.endpointId)],
  );
}

/** A stretch of messages to recover, in the order in which they were made. */
export interface RecoveryPage {
  readonly endpointId: string;
  /** Ids are this one or above. */
  readonly fromId: string;
  /** Ids lie below this one. */
  readonly belowId: string;
  /** How many messages are looked at. */
  readonly limit: number;
  readonly now: Date;
}

export interface RecoveredPage {
  readonly recovered: number;
  /** The last message that was looked at; null when there is none beyond. */
  readonly lastId: string | null;
}

/** The last message of a page that begins at `fromId`; null when there is less than a page. */
async function endOfPage(
  tx: TenantTransaction,
  { fromId, belowId, limit }: RecoveryPage,
): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    `select id from message where id >= $1 and id < $2 order by id offset $3 limit 1`,
    [fromId, belowId, limit - 1],
  );
  return row?.id ?? null;
}

/**
 * Looks at a page of messages and puts in line those that the endpoint asks for, never took and is
 * not waiting for. Does nothing for an endpoint that is disabled meanwhile.
 */
export async function recoverPage(
  tx: TenantTransaction,
  page: RecoveryPage,
): Promise<RecoveredPage> {
  const lastId = await endOfPage(tx, page);
  // The bounds are said of the attempts too: they are read by the page, not by the endpoint.
  const [row] = await tx.query<{ recovered: number }>(
    `with queued as (
       ${QUEUED}
         from message m
         join endpoint e on e.id = $2 and e.status = 'ENABLED' and ${endpointWants('e', 'm')}
        where m.id >= $3 and m.id <= $4
          and not exists (select from attempt a
                           where a.endpoint_id = $2 and a.outcome = 'DELIVERED'
                             and a.message_id >= $3 and a.message_id <= $4 and a.message_id = m.id)
          for key share of e
       on conflict do nothing returning message_id, endpoint_id
     ), recovered as (${RECOVERED})
     select count(*)::int as recovered from queued`,
    [page.now, page.endpointId, page.fromId, lastId ?? page.belowId],
  );
  return { recovered: row?.recovered ?? 0, lastId };
}
