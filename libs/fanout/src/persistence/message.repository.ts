import type { TenantTransaction } from '#patchbay/database';
import { MessageEntity } from './message.entity.js';

export type NewMessageRow = Omit<MessageEntity, 'tenantId'>;

/**
 * Who gets what, in SQL: whether the endpoint `e` asked for the message `m` (both are aliases). A
 * filter by number or WABA narrows what is about a number or a WABA; what is about neither passes.
 * The events that `testEndpoint` makes are for one endpoint only, so nobody asked for them.
 */
export function endpointWants(e: string, m: string): string {
  return `(${e}.event_types @> array[${m}.event_type]
    and (${e}.number_ids is null or ${m}.number_id is null or ${m}.number_id = any(${e}.number_ids))
    and (${e}.waba_row_ids is null or ${m}.waba_row_id is null
         or ${m}.waba_row_id = any(${e}.waba_row_ids))
    and not coalesce((${m}.payload ->> 'isTest')::boolean, false))`;
}

interface Due {
  readonly isLive: boolean;
  /** Only this endpoint gets the message, whatever it asked for. */
  readonly onlyEndpointId?: string;
}

/**
 * Keeps a message and makes it due at every enabled endpoint that asked for it. Gives the ids of
 * those endpoints.
 */
export async function insertMessage(
  tx: TenantTransaction,
  message: NewMessageRow,
  { isLive, onlyEndpointId }: Due,
): Promise<string[]> {
  const kept = tx.insert(MessageEntity, message);
  const due = tx.query<{ endpoint_id: string }>(
    `insert into delivery_due
       (tenant_id, message_id, endpoint_id, is_live, attempts, due_at, expires_at, created_at, call_id)
     select e.tenant_id, $1, e.id, $2, 0, $3, $4, $3, $5
       from endpoint e
       cross join (values ($6::text, $7::uuid, $8::uuid, '{}'::jsonb))
         as m (event_type, number_id, waba_row_id, payload)
      where e.status = 'ENABLED'
        and case when $9::uuid is null then ${endpointWants('e', 'm')} else e.id = $9 end
     returning endpoint_id`,
    [
      message.id,
      isLive,
      message.createdAt,
      message.expiresAt,
      message.callId,
      message.eventType,
      message.numberId,
      message.wabaRowId,
      onlyEndpointId ?? null,
    ],
  );
  const [, rows] = await Promise.all([kept, due]);
  return rows.map((row) => row.endpoint_id);
}
