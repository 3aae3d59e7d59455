import type { GraphApi } from '../graph/graph-api.js';
import type { GraphRequestRecord, SimCall } from '../world/call.js';
import type { Consumer } from '../world/assets.js';
import type { InboxItem } from '../world/messages/message-board.js';
import type { World } from '../world/world.js';
import { viewInboxItem } from './message-view.js';

/** Things of one kind, and how to see that one of them has changed. */
export interface LiveSource {
  readonly name: string;
  readonly items: () => readonly object[];
  /** Another text than before: it has changed. */
  readonly stateOf: (item: object) => string;
  readonly view: (item: object) => unknown;
}

function source<T extends object>(parts: {
  readonly name: string;
  readonly items: () => readonly T[];
  readonly stateOf: (item: T) => string;
  readonly view: (item: T) => unknown;
}): LiveSource {
  return parts as unknown as LiveSource;
}

/** What the business dialled into the call. */
function digitsOf(call: SimCall): string {
  return call.peer.digits.map(({ digit }) => digit).join('');
}

function viewCall(call: SimCall): unknown {
  const { consumer, number } = call;
  return {
    wacid: call.wacid,
    direction: call.direction,
    phoneNumberId: number.phoneNumberId,
    displayPhoneNumber: number.displayPhoneNumber,
    consumer: partyOf(consumer),
    state: call.state,
    end: call.end ?? null,
    pickedUpAtMs: call.pickedUpAtMs ?? null,
    isMediaUp: call.peer.upAtMs !== undefined,
    digits: digitsOf(call),
  };
}

function stateOfRequest({ repliedMs, status, wacid }: GraphRequestRecord): string {
  return `${repliedMs ?? ''} ${status ?? ''} ${wacid ?? ''}`;
}

function partyOf({ name, userId, waId }: Consumer): unknown {
  return { name, userId, waId };
}

/** Whether a message was delivered, read and, if it asks for a permission, answered. */
function stateOfItem({ permissions }: World, item: InboxItem): string {
  if (!('message' in item)) return '';
  const { consumer, deliveredAtMs, number, readAtMs, wamid } = item.message;
  const request =
    consumer &&
    permissions.pair(number, consumer).requests.find((request) => request.wamid === wamid);
  return `${deliveredAtMs ?? ''} ${readAtMs ?? ''} ${request?.decision ?? ''}`;
}

function messageSource(world: World): LiveSource {
  const owners = new WeakMap<InboxItem, Consumer>();
  return source<InboxItem>({
    name: 'message',
    items: () =>
      world.directory.consumers.flatMap((consumer) => {
        const inbox = world.messages.inbox(consumer);
        for (const item of inbox) owners.set(item, consumer);
        return inbox;
      }),
    stateOf: (item) => stateOfItem(world, item),
    view: (item) => {
      const owner = owners.get(item);
      const consumer = owner === undefined ? null : partyOf(owner);
      return { consumer, ...(viewInboxItem(world, item) as object) };
    },
  });
}

/** All that can be watched. */
export function liveSources(world: World, graph: GraphApi): LiveSource[] {
  return [
    source({
      name: 'call',
      items: () => world.calls.all,
      stateOf: (call) => `${call.state} ${call.peer.upAtMs ?? ''} ${digitsOf(call)}`,
      view: viewCall,
    }),
    source({
      name: 'graph',
      items: () => graph.requests,
      stateOf: stateOfRequest,
      view: (request) => request,
    }),
    source({
      name: 'webhook',
      items: () => world.sender.records,
      stateOf: ({ attempts, deliveredMs, lastStatus }) =>
        `${attempts} ${lastStatus ?? ''} ${deliveredMs ?? ''}`,
      view: (record) => record,
    }),
    messageSource(world),
  ];
}
