import type { TenantTransaction } from '#patchbay/database';
import type { Clock } from '#patchbay/kernel';
import {
  afterFailures,
  type Circuit,
  CLOSED_CIRCUIT,
  opensAgainAt,
  phaseOf,
} from '../domain/circuit.js';
import { takeRate } from '../domain/rate-limit.js';
import type { FanoutConfig } from '../fanout.config.js';
import {
  addFailures,
  endStreak,
  forgetHealth,
  lockRate,
  noteDelivered,
  parkEndpointRow,
  saveFailing,
  saveRate,
  takeProbe,
} from '../persistence/endpoint-health.repository.js';
import type { SickEndpointsTable } from '../persistence/sick-endpoints.js';
import { CircuitCache, keyOf } from './circuit-cache.js';
import { FailureAlerts, type FailureAlertsParts } from './failure-alerts.js';

/** A probe that nobody settles, for its process died, is given up so long after its timeout. */
const PROBE_MARGIN_MS = 5000;

export interface HealthSubject {
  readonly tenantId: string;
  readonly endpointId: string;
  /** Attempts a second over all processes; null for no limit. */
  readonly rateLimitPerSecond: number | null;
}

/** How many attempts at an endpoint's primary URL may begin now. */
export interface Permit {
  readonly places: number;
  /** When to ask again; there when it is less than was wanted. */
  readonly retryAt?: Date;
  /** The one place is the probe of a half-open circuit. */
  readonly isProbe: boolean;
}

/** What came of attempts at the primary URL; expired and aborted ones say nothing of an endpoint. */
export interface HealthResults {
  readonly delivered: number;
  readonly failed: number;
  readonly at: Date;
  /** Messages that the failover URL took: they keep the endpoint from being disabled. */
  readonly deliveredByFailover?: number;
}

export interface EndpointHealthParts extends FailureAlertsParts {
  readonly clock: Clock;
  readonly config: FanoutConfig;
  readonly sick: SickEndpointsTable;
}

/**
 * Keeps one endpoint's trouble from being everybody's: who fails in a row is asked with one probe at
 * a time, who is limited gets no more than his rate, who keeps failing is told of and disabled. The
 * truth is in `endpoint_health`; what this process knows of it is enough for the hot path.
 */
export class EndpointHealth {
  readonly #parts: EndpointHealthParts;
  readonly #circuits = new CircuitCache();
  /** Until when a limited endpoint has no place, as the last claim learnt. */
  readonly #fullUntil = new Map<string, Date>();
  readonly #alerts: FailureAlerts;

  constructor(parts: EndpointHealthParts) {
    this.#parts = parts;
    this.#alerts = new FailureAlerts(parts);
  }

  /** Reads the circuits that other processes, and this one's past life, have opened or closed. */
  async refresh(): Promise<void> {
    const turn = this.#circuits.beginLook();
    this.#circuits.endLook(turn, await this.#parts.sick.all());
    const now = this.#parts.clock.now();
    for (const [key, until] of this.#fullUntil) if (until <= now) this.#fullUntil.delete(key);
  }

  /** A quick answer from memory, before a claim: no place means that a claim is not worth it. */
  permit(endpoint: HealthSubject, wanted: number): Permit {
    const now = this.#parts.clock.now();
    const key = keyOf(endpoint);
    const circuit = this.#circuits.get(key);
    const retryAt = opensAgainAt(circuit, now) ?? this.#fullFor(key, now);
    if (retryAt !== undefined) return { places: 0, retryAt, isProbe: false };
    if (phaseOf(circuit, now) === 'CLOSED') return { places: wanted, isProbe: false };
    return { places: Math.min(1, wanted), isProbe: true };
  }

  /** Endpoints whose circuit is not closed, as far as known here. */
  outEndpoints(): { readonly tenantId: string; readonly endpointId: string }[] {
    return this.#circuits.open();
  }

  /** Whether nothing but a probe may go to the primary URL; a full rate limit is not that. */
  isOut(endpoint: Pick<HealthSubject, 'tenantId' | 'endpointId'>): boolean {
    return opensAgainAt(this.#circuits.get(keyOf(endpoint)), this.#parts.clock.now()) !== undefined;
  }

  /**
   * The answer that holds, within the transaction that claims: `wanted` is how many messages are at
   * hand, and as many of them may be leased as there are places. It takes the probe and the places
   * of a limited endpoint for all processes, and asks nothing for an endpoint that is well and has
   * no limit.
   */
  async admit(
    tx: TenantTransaction,
    endpoint: HealthSubject,
    { isProbe, places }: Permit,
    wanted: number,
  ): Promise<Permit> {
    const most = Math.min(places, wanted);
    if (most === 0) return { places: 0, isProbe: false };
    if (isProbe && !(await this.#takeProbe(tx, endpoint))) return { places: 0, isProbe: false };
    if (endpoint.rateLimitPerSecond === null) return { places: most, isProbe };
    return { ...(await this.#takeRate(tx, endpoint, most)), isProbe };
  }

  /**
   * Writes down what came of attempts, in the transaction that keeps them. A transaction with
   * several endpoints records them in the order of their ids, so that two never wait for each other.
   */
  async record(
    tx: TenantTransaction,
    endpoint: { readonly tenantId: string; readonly endpointId: string },
    { delivered, failed, at, deliveredByFailover = 0 }: HealthResults,
  ): Promise<void> {
    const key = keyOf(endpoint);
    const { endpointId } = endpoint;
    const isSick = this.#circuits.isSick(key);
    if (delivered > 0) {
      if (!isSick) return;
      await endStreak(tx, endpointId, at);
      this.#learnAfter(tx, key, CLOSED_CIRCUIT);
      return;
    }
    if (deliveredByFailover > 0 && (isSick || failed > 0)) await noteDelivered(tx, endpointId, at);
    if (failed > 0) await this.#recordFailures(tx, endpoint, { count: failed, at });
  }

  /** Disables an endpoint that said it is gone for good, and tells the tenant. */
  async giveUp(tx: TenantTransaction, endpointId: string, reason: 'GONE', at: Date): Promise<void> {
    await this.#alerts.giveUp(tx, endpointId, { reason, at });
  }

  async #recordFailures(
    tx: TenantTransaction,
    endpoint: { readonly tenantId: string; readonly endpointId: string },
    failed: { readonly count: number; readonly at: Date },
  ): Promise<void> {
    const { endpointId } = endpoint;
    const row = await addFailures(tx, endpointId, failed);
    if (row === undefined) return;
    const before = { ...row.circuit, failures: row.circuit.failures - failed.count };
    const circuit = afterFailures(before, failed, this.#policy());
    const alertedPercent = await this.#alerts.judge(tx, endpointId, { row, at: failed.at });
    if (circuit.opens !== before.opens || alertedPercent !== row.alertedPercent) {
      await saveFailing(tx, endpointId, { circuit, alertedPercent });
    }
    this.#learnAfter(tx, keyOf(endpoint), circuit);
  }

  async #takeProbe(tx: TenantTransaction, endpoint: HealthSubject): Promise<boolean> {
    const { clock, config } = this.#parts;
    const now = clock.now();
    const until = new Date(now.getTime() + config.FANOUT_TIMEOUT_MS + PROBE_MARGIN_MS);
    if (!(await takeProbe(tx, endpoint.endpointId, { now, until }))) return false;
    const key = keyOf(endpoint);
    this.#learnAfter(tx, key, { ...this.#circuits.get(key), probeUntil: until });
    return true;
  }

  async #takeRate(
    tx: TenantTransaction,
    endpoint: HealthSubject,
    wanted: number,
  ): Promise<Omit<Permit, 'isProbe'>> {
    const now = this.#parts.clock.now();
    const paidUntil = await lockRate(tx, endpoint.endpointId);
    const grant = takeRate(paidUntil, endpoint.rateLimitPerSecond ?? 0, { wanted, now });
    if (grant.places > 0) await saveRate(tx, endpoint.endpointId, grant.paidUntil);
    const { places, retryAt } = grant;
    if (retryAt === undefined) return { places };
    tx.afterCommit(() => this.#fullUntil.set(keyOf(endpoint), retryAt));
    return { places, retryAt };
  }

  #fullFor(key: string, now: Date): Date | undefined {
    const until = this.#fullUntil.get(key);
    return until !== undefined && until > now ? until : undefined;
  }

  /** Only what is committed is known. */
  #learnAfter(tx: TenantTransaction, key: string, circuit: Circuit): void {
    tx.afterCommit(() => {
      this.#circuits.learn(key, circuit);
    });
  }

  #policy(): Parameters<typeof afterFailures>[2] {
    const { config } = this.#parts;
    return {
      failuresToOpen: config.FANOUT_CIRCUIT_FAILURES,
      firstWaitMs: config.FANOUT_CIRCUIT_FIRST_MS,
      longestWaitMs: config.FANOUT_CIRCUIT_LONGEST_MS,
    };
  }
}

/**
 * Marks a disabled endpoint, so that nobody looks for its work any more until `resetHealth`. Who
 * claims and finds the endpoint disabled calls it; an endpoint that is enabled stays unmarked.
 */
export async function parkEndpoint(
  tx: TenantTransaction,
  endpointId: string,
  at: Date,
): Promise<void> {
  await parkEndpointRow(tx, endpointId, at);
}

/** Forgets failures and circuit of an endpoint that somebody enables: it starts anew. */
export async function resetHealth(tx: TenantTransaction, endpointId: string): Promise<void> {
  await forgetHealth(tx, endpointId);
}
