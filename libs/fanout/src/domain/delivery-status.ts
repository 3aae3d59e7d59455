/** What has become of a message at an endpoint. */
export type DeliveryStatus = 'PENDING' | 'DELIVERED' | 'DEAD';

/** A message in line for an endpoint. */
export interface WaitingDelivery {
  readonly messageId: string;
  readonly endpointId: string;
  /** Attempts of this run that count. */
  readonly attempts: number;
  readonly dueAt: Date;
  readonly isReplay: boolean;
  readonly isEndpointEnabled: boolean;
}

/** An attempt that an endpoint took. */
export interface TakenDelivery {
  readonly messageId: string;
  readonly endpointId: string;
  readonly number: number;
  readonly deliveredAt: Date;
}

/** A message that an endpoint never took in a run of attempts. */
export interface DeadDelivery {
  readonly messageId: string;
  readonly endpointId: string;
  readonly reason: 'EXPIRED' | 'EXHAUSTED' | 'GONE';
  readonly attempts: number;
  readonly diedAt: Date;
  /** When it was put in line again. */
  readonly recoveredAt: Date | null;
}

/** What is known of some messages at all endpoints; of each kind the oldest first. */
export interface DeliveryTraces {
  readonly waiting: readonly WaitingDelivery[];
  readonly taken: readonly TakenDelivery[];
  readonly dead: readonly DeadDelivery[];
}

/** A message at one endpoint, as its tenant sees it. */
export interface Delivery {
  readonly endpointId: string;
  readonly status: DeliveryStatus;
  /** Attempts of the last run; a replay counts from the beginning. */
  readonly attempts: number;
  /** Null when nothing is to come, or while the endpoint is disabled. */
  readonly nextAttemptAt: Date | null;
  readonly deliveredAt: Date | null;
  /** Whether somebody asked for it again and it waits for that. */
  readonly isReplay: boolean;
  /** The last time it was given up there. */
  readonly deadLetter: Pick<DeadDelivery, 'reason' | 'diedAt' | 'recoveredAt'> | null;
}

interface Trace {
  waiting?: WaitingDelivery;
  taken?: TakenDelivery;
  dead?: DeadDelivery;
}

function deadLetterOf({ reason, diedAt, recoveredAt }: DeadDelivery): Delivery['deadLetter'] {
  return { reason, diedAt, recoveredAt };
}

/**
 * What waits is PENDING, whatever was before; then the last run decides, a dead letter that nobody
 * has put in line again before an older success. Undefined where neither is known: such as an
 * endpoint that was deleted while it failed.
 */
function deliveryOf(endpointId: string, { waiting, taken, dead }: Trace): Delivery | undefined {
  const common = {
    endpointId,
    nextAttemptAt: null,
    isReplay: false,
    deliveredAt: taken?.deliveredAt ?? null,
    deadLetter: dead === undefined ? null : deadLetterOf(dead),
  };
  if (waiting !== undefined) {
    const { attempts, dueAt, isReplay, isEndpointEnabled } = waiting;
    const nextAttemptAt = isEndpointEnabled ? dueAt : null;
    return { ...common, status: 'PENDING', attempts, nextAttemptAt, isReplay };
  }
  if (dead?.recoveredAt === null) return { ...common, status: 'DEAD', attempts: dead.attempts };
  return taken && { ...common, status: 'DELIVERED', attempts: taken.number };
}

/** The deliveries of each message, by the message's id, in the order of their endpoints' making. */
export function deliveriesByMessage(traces: DeliveryTraces): Map<string, Delivery[]> {
  const messages = new Map<string, Map<string, Trace>>();
  const traceOf = (row: { readonly messageId: string; readonly endpointId: string }): Trace => {
    const endpoints = messages.get(row.messageId) ?? new Map<string, Trace>();
    messages.set(row.messageId, endpoints);
    const trace = endpoints.get(row.endpointId) ?? {};
    endpoints.set(row.endpointId, trace);
    return trace;
  };
  for (const waiting of traces.waiting) traceOf(waiting).waiting = waiting;
  for (const taken of traces.taken) traceOf(taken).taken = taken;
  for (const dead of traces.dead) traceOf(dead).dead = dead;
  return new Map([...messages].map(([id, endpoints]) => [id, deliveriesIn(endpoints)]));
}

function deliveriesIn(endpoints: ReadonlyMap<string, Trace>): Delivery[] {
  return [...endpoints]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([endpointId, trace]) => deliveryOf(endpointId, trace) ?? []);
}
