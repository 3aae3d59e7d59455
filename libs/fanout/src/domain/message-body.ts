import { encodeId } from '#patchbay/kernel';
import type { EventType } from './event-types.js';

/** The newest version of the body's form; a change that breaks receivers gets another date. */
export const API_VERSION = '2026-11-01';

/** The versions that an endpoint can ask for, newest first. */
export const API_VERSIONS: readonly string[] = [API_VERSION];

/** The SDP of a call that a tenant may be given: the one meant for it, or Meta's to pass through. */
export type SdpKind = 'META_REMOTE' | 'TENANT_LOCAL';

export interface StoredMessage {
  readonly id: string;
  readonly type: EventType;
  readonly tenantId: string;
  readonly callId: string | null;
  readonly occurredAt: Date;
  readonly data: Readonly<Record<string, unknown>>;
  /** Which SDP of the call the message tells; null when it tells none. */
  readonly sdpKind: string | null;
}

/** Who called decides who offered: towards the tenant the side that called has the first word. */
export function sdpType(data: StoredMessage['data']): 'offer' | 'answer' {
  return data.direction === 'BUSINESS_INITIATED' ? 'answer' : 'offer';
}

/** Our id of the consumer that a message is about, where it is about no call; never sent. */
export function consumerIdIn({ consumerId }: StoredMessage['data']): string | undefined {
  return typeof consumerId === 'string' ? consumerId : undefined;
}

function withoutConsumerId(data: StoredMessage['data']): StoredMessage['data'] {
  return Object.fromEntries(Object.entries(data).filter(([key]) => key !== 'consumerId'));
}

/** What joins a message only when it leaves; a part that was wiped or erased is missing. */
export interface JoinedAtSending {
  readonly sdp: string | undefined;
  readonly consumer: Readonly<Record<string, string | undefined>> | undefined;
}

/** Whether the message should carry SDP that has been wiped since. */
export function isSdpGone(message: StoredMessage, { sdp }: JoinedAtSending): boolean {
  return message.sdpKind !== null && sdp === undefined;
}

/**
 * The body that is sent and signed. SDP and the consumer's identity are joined in here, at send
 * time, and are nowhere else in what we keep of a message.
 */
export function messageBody(
  message: StoredMessage,
  joined: JoinedAtSending,
  apiVersion: string = API_VERSION,
): string {
  const { sdp, consumer } = joined;
  return JSON.stringify({
    id: encodeId('message', message.id),
    type: message.type,
    apiVersion,
    timestamp: message.occurredAt.toISOString(),
    tenantId: encodeId('tenant', message.tenantId),
    data: {
      ...(message.callId === null ? {} : { callId: encodeId('call', message.callId) }),
      ...withoutConsumerId(message.data),
      ...(consumer === undefined ? {} : { consumer }),
      ...(sdp === undefined ? {} : { sdp: { type: sdpType(message.data), sdp } }),
      ...(isSdpGone(message, joined) ? { sdpExpired: true } : {}),
    },
  });
}
