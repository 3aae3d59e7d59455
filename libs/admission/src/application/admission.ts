import { Counter as Count, Histogram } from 'prom-client';
import type { TenantTransaction } from '#patchbay/database';
import { metrics } from '#patchbay/kernel';
import { LIMIT_VALUES } from '#patchbay/numbers';
import { StateUnavailable } from '#patchbay/state';
import type { AdmissionRequest } from '../domain/admission-rule.js';
import { counterVerdicts, unknownCounters } from '../domain/counter-verdicts.js';
import type { Slot, SlotLimits } from '../domain/slot.js';
import { isPermitted, type Verdict } from '../domain/verdict.js';
import type { Asked, AskedAnswer } from '../persistence/asked.js';
import { holdEpoch, saveSlot } from '../persistence/call-slot.repository.js';
import type { Pair, SlotCounters, TakeOutcome } from '../persistence/slot-counters.js';
import type { AdmissionRules } from './admission-rules.js';
import type { SlotBook } from './slot-book.js';
import { slotLimits } from './slot-limits.js';

/** What may be done, and what every rule says about it. */
export interface Decision {
  readonly isAdmitted: boolean;
  readonly verdicts: readonly Verdict[];
}

/** What PostgreSQL says about a call: the verdicts of its rules, and the limits that are counted. */
export interface Reading {
  readonly request: AdmissionRequest;
  readonly verdicts: readonly Verdict[];
  readonly limits: SlotLimits;
}

/** A place that is kept free for a call until it is written, or until its lease runs out. */
export interface Reservation {
  readonly slot: Slot;
  readonly tenantId: string;
  readonly epoch: string;
}

/** The same with what is known of the consumer. */
export type AskedReading = Reading & Pick<AskedAnswer, 'isKnown'>;

export type ReserveOutcome =
  | { readonly kind: 'reserved'; readonly reservation: Reservation }
  | { readonly kind: 'refused'; readonly verdicts: readonly Verdict[] };

export interface AdmissionParts {
  readonly rules: AdmissionRules;
  readonly counters: SlotCounters;
  readonly book: SlotBook;
}

/** What the counters are asked; without a call they are only looked at. */
interface Ask {
  readonly pair: Pair;
  readonly limits: SlotLimits;
  readonly now: Date;
  readonly callId?: string;
}

const decisions = new Count({
  name: 'patchbay_admission_decisions_total',
  help: 'Decisions whether a call may be placed; of refusals the first rule that refuses.',
  labelNames: ['outcome', 'rule'],
  registers: [metrics],
});
const decisionSeconds = new Histogram({
  name: 'patchbay_admission_decision_duration_seconds',
  help: 'How long the counters of a decision took, with their rebuild where one was needed.',
  buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1],
  registers: [metrics],
});

/**
 * May this call be placed? What rules must know of PostgreSQL is read in one statement; what is counted is
 * taken in Redis in one step, and written with the call (ADR 0016).
 */
export class Admission {
  readonly #parts: AdmissionParts;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /**
   * What the rules and the limits say, in the caller's transaction, with one statement; undefined when
   * the tenant has no such number.
   */
  async read(tx: TenantTransaction, asked: Asked): Promise<AskedReading | undefined> {
    const { rules } = this.#parts;
    const read = await rules.read(tx, asked);
    if (read === undefined) return undefined;
    const { request, facts, ...consumer } = read;
    const limits = slotLimits(facts.of(LIMIT_VALUES), facts.of(rules.quota));
    const verdicts = rules.all().map((rule) => rule.judge(request, facts));
    return { request, verdicts, limits, ...consumer };
  }

  /** The decision upon what was read; takes nothing. */
  async look(reading: Reading): Promise<Decision> {
    const { counted } = await this.#ask(reading);
    const verdicts = [...reading.verdicts, ...counted];
    return { isAdmitted: verdicts.every(isPermitted), verdicts };
  }

  /** Takes a place in every counter for the call, or says what is against it. */
  async reserve(reading: Reading, callId: string): Promise<ReserveOutcome> {
    const { request, verdicts } = reading;
    const isForbidden = !verdicts.every(isPermitted);
    const { taken, counted } = await this.#ask(reading, isForbidden ? undefined : callId);
    if (isForbidden || taken === undefined) {
      const all = [...verdicts, ...counted];
      const rule = all.find((verdict) => !isPermitted(verdict))?.rule ?? '';
      decisions.inc({ outcome: 'refused', rule });
      return { kind: 'refused', verdicts: all };
    }
    decisions.inc({ outcome: 'reserved', rule: '' });
    const { tenantId, number, consumerId, now } = request;
    const slot: Slot = {
      callId,
      numberId: number.id,
      consumerId,
      direction: 'BUSINESS_INITIATED',
      startedAt: now,
      committedAt: null,
      endedAt: null,
    };
    return { kind: 'reserved', reservation: { tenantId, slot, epoch: taken } };
  }

  /**
   * Writes the place with the call. False when the counters were made anew since it was taken: then
   * nothing is written, and it must be taken again.
   */
  async keep(tx: TenantTransaction, { slot, epoch }: Reservation): Promise<boolean> {
    if ((await holdEpoch(tx)) !== epoch) return false;
    await saveSlot(tx, slot, slot.startedAt);
    return true;
  }

  /** Counts a tenant anew, for a writer who finds another epoch twice: its mark may be an old one. */
  async recount(tenantId: string): Promise<void> {
    await this.#parts.book.rebuild(tenantId);
  }

  /** Gives back a place of which nothing was written. */
  withdraw({ tenantId, slot }: Reservation): void {
    this.#parts.book.tell(tenantId, slot, 'withdraw');
  }

  async #ask(
    { request, limits }: Reading,
    callId?: string,
  ): Promise<{ taken: string | undefined; counted: Verdict[] }> {
    const { tenantId, number, consumerId, now } = request;
    const pair = { tenantId, numberId: number.id, consumerId };
    const stopTimer = decisionSeconds.startTimer();
    const outcome = await this.#take({ pair, limits, now, ...(callId && { callId }) });
    stopTimer();
    if (outcome.kind === 'lost') return { taken: undefined, counted: unknownCounters(now) };
    const taken = outcome.kind === 'taken' ? outcome.epoch : undefined;
    return { taken, counted: counterVerdicts(limits, outcome) };
  }

  /** Counters that turn out to be wrong are mended at once, and asked once more. */
  async #take(ask: Ask): Promise<TakeOutcome> {
    const { counters } = this.#parts;
    try {
      const askedMs = performance.now();
      const first = await counters.take(ask);
      return (await this.#isMended(ask, first, askedMs)) ? await counters.take(ask) : first;
    } catch (error) {
      if (error instanceof StateUnavailable) return { kind: 'lost' };
      throw error;
    }
  }

  /** A pair has one call at a time: whether that one has ended costs little to look up. */
  async #isMended({ pair, limits }: Ask, outcome: TakeOutcome, askedMs: number): Promise<boolean> {
    const { book } = this.#parts;
    if (outcome.kind === 'lost') return book.rebuild(pair.tenantId, askedMs);
    const { pairLive } = limits.limits;
    const isPairBusy = pairLive !== null && outcome.counts.pairLive >= pairLive;
    return isPairBusy && book.freeEnded(pair);
  }
}
