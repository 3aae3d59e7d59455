import type { TenantTransaction } from '#patchbay/database';
import { MessageEntity } from './message.entity.js';

export type NewMessageRow = Omit<MessageEntity, 'tenantId' | 'numberId' | 'wabaRowId'>;

/** Keeps a message and makes it due at every enabled endpoint that asked for its type. */
export async function insertMessage(
  tx: TenantTransaction,
  message: NewMessageRow,
  isLive: boolean,
): Promise<string[]> {
  await tx.insert(MessageEntity, message);
  const rows = await tx.query<{ endpoint_id: string }>(
    `insert into delivery_due
       (tenant_id, message_id, endpoint_id, is_live, attempts, due_at, expires_at, created_at, call_id)
     select tenant_id, $1, id, $3, 0, $4, $5, $4, $6 from endpoint
      where status = 'ENABLED' and event_types @> array[$2::text]
     returning endpoint_id`,
    [message.id, message.eventType, isLive, message.createdAt, message.expiresAt, message.callId],
  );
  return rows.map((row) => row.endpoint_id);
}
