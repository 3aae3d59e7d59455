import type { CallFaults, FaultMatch } from './call-faults.js';
import type { GraphFault } from './fault-schemas.js';

/** A Graph request as the faults see it. */
export interface FaultableRequest {
  readonly endpoint: string;
  readonly action: string | null;
  readonly objectId: string;
  /** The call it is about, when the request names one that is known. */
  readonly call?: FaultyCall | undefined;
  /** Its parameters, for faults of one user. */
  readonly request?: { param(name: string): unknown };
}

interface FaultyConsumer {
  readonly waId: string;
  readonly userId: string;
}

/** A call, or one that is about to begin, as the faults see it. */
export interface FaultyCall {
  readonly number: { readonly phoneNumberId: string };
  readonly consumer: FaultyConsumer;
  readonly wacid?: string;
  /** Ordered together with the call. */
  readonly faults?: FaultRule | undefined;
}

/** Who takes part in a Graph request, as far as it says. */
const CONSUMER_PARAMS = ['to', 'recipient', 'user_wa_id'];

export interface FaultRuleParts {
  readonly id: string;
  readonly match: FaultMatch;
  /** The user of the match. */
  readonly consumer?: FaultyConsumer | undefined;
  readonly faults: CallFaults;
}

/** Faults for some calls and requests. Those of Graph requests are used up. */
export class FaultRule {
  readonly id: string;
  readonly match: FaultMatch;
  readonly faults: CallFaults;
  readonly #consumer: FaultyConsumer | undefined;
  readonly #graph: { readonly fault: GraphFault; left: number }[];

  constructor({ consumer, faults, id, match }: FaultRuleParts) {
    this.id = id;
    this.match = match;
    this.faults = faults;
    this.#consumer = consumer;
    this.#graph = (faults.graph ?? []).map((fault) => ({
      fault,
      left: fault.times === 'always' ? Infinity : fault.times,
    }));
  }

  /** The more it asks for, the later it is laid over the others. */
  get weight(): number {
    const { phoneNumberId, wacid } = this.match;
    return [phoneNumberId, this.#consumer, wacid].reduce(
      (sum, value, index) => sum + (value === undefined ? 0 : 2 ** index),
      0,
    );
  }

  hits({ consumer, number, wacid }: FaultyCall): boolean {
    const { match } = this;
    return (
      (match.phoneNumberId ?? number.phoneNumberId) === number.phoneNumberId &&
      (match.wacid ?? wacid) === wacid &&
      (this.#consumer?.waId ?? consumer.waId) === consumer.waId
    );
  }

  /** The fault that hits this request, if any; counts it. */
  takeGraph(asked: FaultableRequest): GraphFault | undefined {
    const hit = this.#graph.find(
      ({ fault, left }) =>
        left > 0 &&
        [asked.endpoint, '*'].includes(fault.endpoint) &&
        (fault.action ?? asked.action) === asked.action &&
        (fault.phoneNumberId ?? asked.objectId) === asked.objectId,
    );
    if (hit === undefined || !this.#hitsRequest(asked)) return undefined;
    hit.left -= 1;
    return hit.fault;
  }

  #hitsRequest({ call, objectId, request }: FaultableRequest): boolean {
    if (call !== undefined) return this.hits(call);
    const { phoneNumberId = objectId, wacid } = this.match;
    if (phoneNumberId !== objectId || wacid !== undefined) return false;
    if (this.#consumer === undefined) return true;
    const ids: unknown[] = [this.#consumer.waId, this.#consumer.userId];
    return CONSUMER_PARAMS.some((name) => ids.includes(withoutPlus(request?.param(name))));
  }
}

function withoutPlus(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^\+/, '') : value;
}
