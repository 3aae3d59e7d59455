import { Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import { badInput, type TenantContext } from '#patchbay/kernel';
import type { Delivery, DeliveryStatus } from '../domain/delivery-status.js';
import { type EventType, isEventType } from '../domain/event-types.js';
import { messageBody } from '../domain/message-body.js';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import { type MessageRecord, messagesById } from '../persistence/message-list.repository.js';
import { type MessageSearch, searchMessages } from './search-messages.js';

const DEFAULT_FIRST = 50;
const MAX_FIRST = 200;
/** How many messages one page looks at, about, when few fit. */
const LOOKS = 4000;

/** Which messages, as a tenant asks; what is undefined does not matter. */
export interface MessageFilterInput {
  readonly eventTypes?: readonly string[] | undefined;
  readonly callId?: string | undefined;
  /** With `status`: the message has that status at this endpoint; else at any. */
  readonly endpointId?: string | undefined;
  readonly status?: DeliveryStatus | undefined;
  /** Made at this moment or later. */
  readonly from?: Date | undefined;
  /** Made before this moment. */
  readonly to?: Date | undefined;
}

export interface ListMessagesInput {
  readonly first?: number | undefined;
  /** The last message of the page before. */
  readonly after?: string | undefined;
  readonly filter?: MessageFilterInput | undefined;
}

/** A message as its tenant sees it. */
export interface MessageView {
  readonly id: string;
  readonly type: EventType;
  readonly callId: string | null;
  /** The body without what joins it when it leaves: SDP and the consumer. */
  readonly body: string;
  readonly occurredAt: Date;
  readonly createdAt: Date;
  /** Its first run of attempts ended then at the latest. */
  readonly expiresAt: Date | null;
  readonly deliveries: readonly Delivery[];
}

export interface MessagePage {
  readonly items: readonly MessageView[];
  readonly hasNextPage: boolean;
  /** Where the next page begins, when it is not behind the last item. */
  readonly endId?: string | undefined;
}

/** The filter in our own terms. Throws BAD_USER_INPUT for an unknown event type. */
export function messageSearch({ eventTypes, ...filter }: MessageFilterInput): MessageSearch {
  if (eventTypes === undefined) return filter;
  const unknown = eventTypes.filter((type) => !isEventType(type));
  if (unknown.length > 0) {
    throw badInput('filter.eventTypes', `has the unknown ${unknown.slice(0, 5).join(', ')}`);
  }
  return { ...filter, eventTypes: [...new Set(eventTypes.filter(isEventType))] };
}

function viewOf(
  tenantId: string,
  message: MessageRecord,
  deliveries: readonly Delivery[],
): MessageView {
  const { id, type, callId, occurredAt, createdAt, expiresAt } = message;
  const joined = { sdp: undefined, consumer: undefined };
  const body = messageBody({ ...message, tenantId, sdpKind: null }, joined);
  return { id, type, callId, body, occurredAt, createdAt, expiresAt, deliveries };
}

/** The tenant's messages, newest first, with what became of them at each endpoint. */
@Injectable()
export class ListMessages {
  constructor(private readonly useCases: UseCases) {}

  async execute(
    tenant: TenantContext,
    { first = DEFAULT_FIRST, after, filter = {} }: ListMessagesInput = {},
  ): Promise<MessagePage> {
    if (!Number.isInteger(first) || first < 1 || first > MAX_FIRST) {
      throw badInput('first', `must be a whole number from 1 to ${MAX_FIRST}`);
    }
    const search = messageSearch(filter);
    const definition = FANOUT_USE_CASES.listMessages;
    return this.useCases.read({ tenant, definition }, async (tx) => {
      const bounds = { belowId: after, wanted: first + 1, looks: LOOKS };
      const { found, nextBelowId } = await searchMessages(tx, search, bounds);
      const shown = found.slice(0, first);
      const records = await messagesById(
        tx,
        shown.map(({ id }) => id),
      );
      const deliveries = new Map(shown.map((message) => [message.id, message.deliveries]));
      const isCut = found.length > first;
      return {
        items: records.map((record) =>
          viewOf(tx.tenantId, record, deliveries.get(record.id) ?? []),
        ),
        hasNextPage: isCut || nextBelowId !== undefined,
        ...(!isCut && { endId: nextBelowId }),
      };
    });
  }
}
