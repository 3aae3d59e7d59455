import type { TenantTransaction } from '#patchbay/database';
import { uuidv7Floor } from '#patchbay/kernel';
import { deliveriesByMessage, type Delivery } from '../domain/delivery-status.js';
import {
  candidateMessages,
  messagesAbout,
  type MessageFilter,
  type MessageStretch,
  tracesOf,
} from '../persistence/message-list.repository.js';

/** Which messages to look for. */
export interface MessageSearch extends MessageFilter {
  /** Made at this moment or later. */
  readonly from?: Date | undefined;
  /** Made before this moment. */
  readonly to?: Date | undefined;
}

export interface FoundMessage {
  readonly id: string;
  readonly deliveries: readonly Delivery[];
}

export interface FoundMessages {
  /** Newest first. */
  readonly found: readonly FoundMessage[];
  /** Where to go on, below this id; undefined when there is nothing more. */
  readonly nextBelowId: string | undefined;
}

export interface SearchBounds {
  /** Only messages older than this one. */
  readonly belowId?: string | undefined;
  /** Enough when so many are found. */
  readonly wanted: number;
  /** Most messages that are looked at, about. */
  readonly looks: number;
}

/** How many messages are looked at in one go when the index alone does not say whether they fit. */
const ROUND = 500;

function floorOf(date: Date): string {
  return uuidv7Floor(Math.max(0, date.getTime()));
}

function lower(one: string | undefined, other: string | undefined): string | null {
  if (one === undefined || other === undefined) return one ?? other ?? null;
  return one < other ? one : other;
}

/** Whether a message has what the filter asks of a delivery. */
export function isWanted(
  { endpointId, status }: MessageFilter,
  delivery: Pick<Delivery, 'endpointId' | 'status'>,
): boolean {
  const isThere = endpointId === undefined || delivery.endpointId === endpointId;
  return isThere && (status === undefined || delivery.status === status);
}

async function fitting(
  tx: TenantTransaction,
  filter: MessageFilter,
  ids: readonly string[],
): Promise<FoundMessage[]> {
  const about = await messagesAbout(tx, ids, filter);
  const deliveries = deliveriesByMessage(await tracesOf(tx, ids));
  const isAboutDelivery = filter.endpointId !== undefined || filter.status !== undefined;
  return ids
    .filter((id) => about.has(id))
    .map((id) => ({ id, deliveries: deliveries.get(id) ?? [] }))
    .filter((message) => !isAboutDelivery || message.deliveries.some((d) => isWanted(filter, d)));
}

/**
 * Messages that fit, newest first. The work is bounded by `looks`: a filter that few messages fit
 * may bring fewer than wanted although there are more.
 */
export async function searchMessages(
  tx: TenantTransaction,
  { from, to, ...filter }: MessageSearch,
  { belowId, wanted, looks }: SearchBounds,
): Promise<FoundMessages> {
  const isBroad = filter.endpointId === undefined && filter.status === undefined;
  const limit = isBroad && filter.callId === undefined ? Math.min(wanted, ROUND) : ROUND;
  const fromId = from === undefined ? null : floorOf(from);
  const found: FoundMessage[] = [];
  let below = lower(belowId, to && floorOf(to));
  for (let looked = 0; looked < looks && found.length < wanted; looked += limit) {
    const stretch: MessageStretch = { belowId: below, fromId, limit };
    const ids = await candidateMessages(tx, filter, stretch);
    found.push(...(await fitting(tx, filter, ids)));
    const last = ids.at(-1);
    if (ids.length < limit || last === undefined) return { found, nextBelowId: undefined };
    below = last;
  }
  return { found, nextBelowId: below ?? undefined };
}
