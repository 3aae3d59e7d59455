import type { GraphApi } from '../graph/graph-api.js';
import type { GraphRequestRecord, SimCall } from '../world/call.js';
import type { World } from '../world/world.js';

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
    consumer: { waId: consumer.waId, userId: consumer.userId, name: consumer.name },
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
  ];
}
