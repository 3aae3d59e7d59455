import type { TenantTransaction } from '#patchbay/database';
import { consumerIdIn, type JoinedAtSending, type StoredMessage } from '../domain/message-body.js';
import type { CallParts, CallReader } from './call-reader.port.js';

type Leaving = Pick<StoredMessage, 'callId' | 'sdpKind' | 'data'>;

/** What joins these messages as they leave: of their calls, or of the consumer that they are about. */
export async function readParts(
  tx: TenantTransaction,
  reader: CallReader,
  messages: readonly Leaving[],
): Promise<CallParts> {
  const calls = messages.flatMap(({ callId, sdpKind }) =>
    callId === null ? [] : [{ callId, sdpKind }],
  );
  const consumerIds = messages.flatMap(({ data }) => consumerIdIn(data) ?? []);
  if (calls.length + consumerIds.length === 0) return { consumers: new Map(), sdps: new Map() };
  return reader.read(tx, calls, [...new Set(consumerIds)]);
}

/** What joins one of the messages. */
export function joinedOf(
  { consumers, sdps }: CallParts,
  { callId, sdpKind, data }: Leaving,
): JoinedAtSending {
  const consumerId = consumerIdIn(data);
  if (callId === null) {
    const consumer = consumerId === undefined ? undefined : { ...consumers.get(consumerId) };
    return { sdp: undefined, consumer };
  }
  return {
    sdp: sdpKind === null ? undefined : sdps.get(`${callId} ${sdpKind}`),
    consumer: { ...consumers.get(callId) },
  };
}
