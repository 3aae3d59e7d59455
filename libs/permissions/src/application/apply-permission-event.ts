import type { TenantTransaction } from '#patchbay/database';
import type { Clock } from '#patchbay/kernel';
import type { MetaDetailOf } from '#patchbay/meta';
import { findNumberById, type NumberView } from '#patchbay/numbers';
import { entryOfReply, type PermissionReply } from '../domain/permission-reply.js';
import { moveOn } from '../persistence/ledger.repository.js';
import { enter, holdPair } from './change-ledger.js';
import { greetFirstContact } from './greet-first-contact.js';
import { type PermissionNews, permissionUpdated } from './permission-news.js';

/** What Meta tells about permissions: a decision, or a word of the consumer's. */
export type PermissionEventDetail = MetaDetailOf<
  'messages.call_permission_reply' | 'messages.received'
>;

/** An event of Meta's about a number and a consumer, and by which row of the inbox it was told. */
export interface PermissionEvent {
  readonly detail: PermissionEventDetail;
  readonly numberId: string | null;
  readonly consumerId: string | null;
  readonly toldAt: Date;
  readonly toldBy: string;
}

/**
 * Enters what Meta told about a permission, in the caller's transaction, and gives back what the
 * tenant must be told. Copies and events that come late change nothing that a later one decided.
 * Undefined when the event names no number or no consumer of the tenant's.
 */
export async function applyPermissionEvent(
  tx: TenantTransaction,
  event: PermissionEvent,
  clock: Clock,
): Promise<PermissionNews[] | undefined> {
  const { detail, numberId, consumerId, toldAt } = event;
  if (numberId === null || consumerId === null) return undefined;
  if (detail.kind === 'messages.received') {
    await moveOn(tx, clock, { numberId, consumerId }, { windowOpenedAt: toldAt });
    await greetFirstContact(tx, clock, { numberId, consumerId });
    return [];
  }
  const number = await findNumberById(tx, numberId);
  if (number === undefined) return undefined;
  return enterReply(tx, clock, { ...event, number, consumerId, reply: detail });
}

interface Replied extends Pick<PermissionEvent, 'toldAt' | 'toldBy'> {
  readonly number: NumberView;
  readonly consumerId: string;
  readonly reply: PermissionReply;
}

async function enterReply(
  tx: TenantTransaction,
  clock: Clock,
  { number, consumerId, reply, toldAt: at, toldBy: id }: Replied,
): Promise<PermissionNews[]> {
  const before = await holdPair(tx, clock, { number, consumerId });
  const { entries } = before.record;
  const { temporaryMs } = before.limits;
  const entry = { id, at, ...entryOfReply(reply, at, { entries, temporaryMs }) };
  const after = await enter(tx, clock, before, entry);
  // What is not the last decision was overtaken by a later one, of which the tenant has been told.
  const isNews = after !== before && after.ledger.decision?.id === id;
  return isNews ? [permissionUpdated(before, after, entry.source)] : [];
}
