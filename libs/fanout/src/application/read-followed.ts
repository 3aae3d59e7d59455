import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import { systemTenantContext } from '#patchbay/kernel';
import type { EventType } from '../domain/event-types.js';
import { type JoinedAtSending, messageBody } from '../domain/message-body.js';
import {
  type FeedRow,
  followedById,
  followedIds,
  followedOfCalls,
  followedPage,
} from '../persistence/message-feed.repository.js';
import type { CallReader } from './call-reader.port.js';
import { joinedOf, readParts } from './read-parts.js';

/** An event as followers see it. */
export interface FollowedEvent {
  readonly id: string;
  readonly type: EventType;
  readonly callId: string | null;
  readonly numberId: string | null;
  readonly occurredAt: Date;
  /** What an endpoint gets, to the letter, SDP and consumer included. */
  readonly body: string;
}

/** How many messages are read in one transaction. */
const PAGE = 200;

/** Reads what followers are shown, in the order of the messages' ids. */
export class ReadFollowed {
  readonly #database: TenantDatabase;
  readonly #callReader: CallReader;

  constructor(database: TenantDatabase, callReader: CallReader) {
    this.#database = database;
    this.#callReader = callReader;
  }

  /** The ids of all messages from `fromId` on. */
  ids(tenantId: string, fromId: string): Promise<string[]> {
    return this.#run(tenantId, (tx) => followedIds(tx, fromId));
  }

  /** What these calls were told about from `fromId` on, without what is `known`. */
  ofCalls(
    tenantId: string,
    about: { readonly callIds: readonly string[]; readonly fromId: string },
    isKnown: (id: string) => boolean,
  ): Promise<FollowedEvent[]> {
    return this.#run(tenantId, async (tx) => {
      const rows = await followedOfCalls(tx, about);
      return this.#joined(
        tx,
        rows.filter(({ id }) => !isKnown(id)),
      );
    });
  }

  /** These messages. */
  async byId(tenantId: string, ids: readonly string[]): Promise<FollowedEvent[]> {
    const events: FollowedEvent[] = [];
    for (let at = 0; at < ids.length; at += PAGE) {
      const page = ids.slice(at, at + PAGE);
      events.push(
        ...(await this.#run(tenantId, async (tx) =>
          this.#joined(tx, await followedById(tx, page)),
        )),
      );
    }
    return events;
  }

  /** A page of all messages from `fromId` on, above `aboveId`; empty when there is nothing more. */
  page(tenantId: string, fromId: string, aboveId: string | null): Promise<FollowedEvent[]> {
    return this.#run(tenantId, async (tx) =>
      this.#joined(tx, await followedPage(tx, { fromId, aboveId, limit: PAGE })),
    );
  }

  #run<Result>(
    tenantId: string,
    work: (tx: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    return this.#database.run(systemTenantContext(tenantId, 'followers'), work);
  }

  async #joined(tx: TenantTransaction, rows: readonly FeedRow[]): Promise<FollowedEvent[]> {
    const parts = await readParts(tx, this.#callReader, rows);
    return rows.map((row) => eventOf(tx.tenantId, row, joinedOf(parts, row)));
  }
}

function eventOf(tenantId: string, row: FeedRow, joined: JoinedAtSending): FollowedEvent {
  const { id, type, callId, numberId, occurredAt } = row;
  return {
    id,
    type,
    callId,
    numberId,
    occurredAt,
    body: messageBody({ ...row, tenantId }, joined),
  };
}
