import { type Clock, uuidv7 } from '#patchbay/kernel';
import type { TenantTransaction } from '#patchbay/database';
import { type EventType, eventTypeFacts } from '../domain/event-types.js';
import type { SdpKind } from '../domain/message-body.js';
import { insertMessage } from '../persistence/message.repository.js';
import type { DeliveryDoorbell } from './delivery-doorbell.port.js';

export interface NewMessage {
  readonly type: EventType;
  readonly callId: string | null;
  /** The number that it is about, for the filters of endpoints. */
  readonly numberId?: string | null;
  /** The row of the WABA that it is about, for the filters of endpoints. */
  readonly wabaRowId?: string | null;
  /** What the tenant is told, without SDP: that is joined in when the message leaves. */
  readonly data: Readonly<Record<string, unknown>> & { readonly sdp?: never };
  readonly sdpKind?: SdpKind;
  /**
   * From this moment on the message is worthless: it is recorded as EXPIRED, not sent. Where it is
   * missing, the type's time to live counts from now, for a fact that reaches us late is news too.
   */
  readonly expiresAt?: Date;
  readonly occurredAt: Date;
  readonly traceparent: string | null;
  /** Own lane and a tight schedule; what the type says where it is missing. */
  readonly isLive?: boolean;
}

function expiryOf(
  { type, expiresAt }: Pick<NewMessage, 'type' | 'expiresAt'>,
  now: Date,
): Date | null {
  if (expiresAt !== undefined) return expiresAt;
  const { ttlMs } = eventTypeFacts(type);
  return ttlMs === null ? null : new Date(now.getTime() + ttlMs);
}

/**
 * Keeps a message in the caller's transaction, due at every endpoint of the tenant that asked for
 * it, and rings for each after the commit. Returns the message's id. Without a doorbell the poller
 * finds the rows.
 */
export function recordMessage(
  tx: TenantTransaction,
  clock: Clock,
  message: NewMessage,
  doorbell?: DeliveryDoorbell,
): Promise<string> {
  return keepMessage(tx, clock, message, { doorbell });
}

/** The same, also for one endpoint only, and for an example that carries its own invented SDP. */
export async function keepMessage(
  tx: TenantTransaction,
  clock: Clock,
  message: Omit<NewMessage, 'data'> & { readonly data: Readonly<Record<string, unknown>> },
  to: { readonly doorbell: DeliveryDoorbell | undefined; readonly onlyEndpointId?: string },
): Promise<string> {
  const id = uuidv7(clock);
  const now = clock.now();
  const { type, data, callId, traceparent, occurredAt } = message;
  const isLive = message.isLive ?? eventTypeFacts(type).isLive;
  const endpointIds = await insertMessage(
    tx,
    {
      id,
      eventType: type,
      callId,
      numberId: message.numberId ?? null,
      wabaRowId: message.wabaRowId ?? null,
      payload: data,
      sdpKind: message.sdpKind ?? null,
      traceparent,
      expiresAt: expiryOf(message, now),
      occurredAt,
      createdAt: now,
    },
    { isLive, ...(to.onlyEndpointId !== undefined && { onlyEndpointId: to.onlyEndpointId }) },
  );
  const { tenantId } = tx;
  for (const endpointId of endpointIds) {
    tx.afterCommit(() => to.doorbell?.ring({ tenantId, endpointId, isLive, traceparent }));
  }
  if (to.onlyEndpointId === undefined) {
    tx.afterCommit(() => to.doorbell?.announce?.({ tenantId, messageId: id, callId }));
  }
  return id;
}
