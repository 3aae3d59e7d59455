import { type Clock, uuidv7 } from '#patchbay/kernel';
import type { TenantTransaction } from '#patchbay/database';
import type { EventType } from '../domain/event-types.js';
import type { SdpKind } from '../domain/message-body.js';
import { insertMessage } from '../persistence/message.repository.js';
import type { DeliveryDoorbell } from './delivery-doorbell.port.js';

export interface NewMessage {
  readonly type: EventType;
  readonly callId: string | null;
  /** What the tenant is told, without SDP: that is joined in when the message leaves. */
  readonly data: Readonly<Record<string, unknown>> & { readonly sdp?: never };
  readonly sdpKind?: SdpKind;
  /** From this moment on the message is worthless: it is recorded as EXPIRED, not sent. */
  readonly expiresAt?: Date;
  readonly occurredAt: Date;
  readonly traceparent: string | null;
  /** Live messages have their own lane and a tight schedule. */
  readonly isLive: boolean;
}

/**
 * Keeps a message in the caller's transaction, due at every endpoint of the tenant that asked for
 * its type, and rings for each after the commit. Returns the message's id. Without a doorbell the
 * poller finds the rows.
 */
export async function recordMessage(
  tx: TenantTransaction,
  clock: Clock,
  message: NewMessage,
  doorbell?: DeliveryDoorbell,
): Promise<string> {
  const id = uuidv7(clock);
  const { type, data, isLive, callId, traceparent, occurredAt } = message;
  const endpointIds = await insertMessage(
    tx,
    {
      id,
      eventType: type,
      callId,
      payload: data,
      sdpKind: message.sdpKind ?? null,
      traceparent,
      expiresAt: message.expiresAt ?? null,
      occurredAt,
      createdAt: clock.now(),
    },
    isLive,
  );
  const { tenantId } = tx;
  for (const endpointId of endpointIds) {
    tx.afterCommit(() => doorbell?.ring({ tenantId, endpointId, isLive, traceparent }));
  }
  return id;
}
