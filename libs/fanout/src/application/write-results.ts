import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import { type Clock, Slots, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import {
  deleteDelivered,
  deleteGivenUp,
  type HeldRow,
  insertAttempts,
  insertDeadLetters,
  rescheduleDeliveries,
} from '../persistence/delivery-results.repository.js';
import type { DeliveryResult, Fate } from './delivery-result.js';
import type { EndpointHealth } from './endpoint-health.js';
import { measureResults } from './measure-results.js';

/** Most results in one transaction. */
const MOST = 200;
/** Tenants whose results are written at a time: the others wait here and not for a connection. */
const WRITERS = 4;

export interface ResultWriterParts {
  readonly database: TenantDatabase;
  readonly clock: Clock;
  readonly health: Pick<EndpointHealth, 'record' | 'giveUp'>;
  /** How long a result waits for others, milliseconds. */
  readonly groupMs: number;
}

interface Waiting {
  readonly result: DeliveryResult;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes down what came of deliveries, many in a transaction: those of a tenant that end within a
 * few milliseconds, or while its last transaction was under way. What this process dies with is sent
 * again when its lease has run out.
 */
export class ResultWriter {
  readonly #parts: ResultWriterParts;
  readonly #slots = new Slots(WRITERS);
  /** By tenant; there while somebody writes them. */
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(parts: ResultWriterParts) {
    this.#parts = parts;
  }

  /** Settles when the result is committed. */
  write(tenantId: string, result: DeliveryResult): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { result, resolve, reject };
      const line = this.#waiting.get(tenantId);
      if (line !== undefined) {
        line.push(waiting);
        return;
      }
      this.#waiting.set(tenantId, [waiting]);
      setTimeout(() => void this.#writeLine(tenantId), this.#parts.groupMs);
    });
  }

  async #writeLine(tenantId: string): Promise<void> {
    for (;;) {
      await this.#slots.take(1);
      const group = this.#waiting.get(tenantId)?.splice(0, MOST) ?? [];
      if (group.length === 0) this.#waiting.delete(tenantId);
      try {
        if (group.length > 0) await this.#settle(tenantId, group);
      } finally {
        this.#slots.give(1);
      }
      if (group.length === 0) return;
    }
  }

  /** One that cannot be written must not keep the others of its group from being written. */
  async #settle(tenantId: string, group: readonly Waiting[]): Promise<void> {
    try {
      await this.#commit(tenantId, group);
      for (const { resolve } of group) resolve();
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      else for (const one of group) await this.#settle(tenantId, [one]);
    }
  }

  #commit(tenantId: string, group: readonly Waiting[]): Promise<void> {
    const { clock, database, health } = this.#parts;
    const results = group
      .map(({ result }) => result)
      // In one order everywhere, so that two transactions never wait for each other.
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    return database.step(systemTenantContext(tenantId, 'delivery'), async (tx) => {
      tx.afterCommit(() => {
        measureResults(tenantId, results);
      });
      const attempts = results.flatMap((result) => result.attempts);
      await tx.together(() => [insertAttempts(tx, attempts), writeFates(tx, clock, results)]);
      for (const endpoint of byEndpoint(results)) {
        const subject = { tenantId, endpointId: endpoint.endpointId };
        const at = clock.now();
        await health.record(tx, subject, { ...endpoint, at });
        if (endpoint.isGone) await health.giveUp(tx, endpoint.endpointId, 'GONE', at);
      }
    });
  }
}

function keyOf({ delivery }: DeliveryResult): string {
  return `${delivery.messageId} ${delivery.endpointId}`;
}

function held({ delivery }: DeliveryResult): HeldRow {
  const { messageId, endpointId, leaseUntil, isReplay } = delivery;
  return { messageId, endpointId, leaseUntil, isReplay };
}

type With<Kind extends Fate['kind']> = DeliveryResult & { fate: Extract<Fate, { kind: Kind }> };

const withFate = <Kind extends Fate['kind']>(results: readonly DeliveryResult[], kind: Kind) =>
  results.filter((result): result is With<Kind> => result.fate.kind === kind);

async function writeFates(
  tx: TenantTransaction,
  clock: Clock,
  results: readonly DeliveryResult[],
): Promise<void> {
  const later = [
    ...withFate(results, 'retry').map((result) => ({ ...held(result), ...result.fate })),
    ...withFate(results, 'release').map((result) => {
      const { attempts } = result.delivery;
      return { ...held(result), attempts, dueAt: null };
    }),
  ];
  const dead = withFate(results, 'dead');
  const [, , gone] = await tx.together(() => [
    deleteDelivered(tx, withFate(results, 'delivered').map(held)),
    rescheduleDeliveries(tx, later),
    deleteGivenUp(tx, dead.map(held)),
  ]);
  const letters = dead
    .filter((result) => gone.has(keyOf(result)))
    .map(({ delivery, fate }) => ({
      id: uuidv7(clock),
      messageId: delivery.messageId,
      endpointId: delivery.endpointId,
      reason: fate.reason,
      attempts: delivery.attempts + 1,
    }));
  await insertDeadLetters(tx, letters, clock.now());
}

interface EndpointResults {
  readonly endpointId: string;
  readonly delivered: number;
  readonly failed: number;
  readonly deliveredByFailover: number;
  readonly isGone: boolean;
}

/** What the results say of each endpoint, in the order of their ids. */
function byEndpoint(results: readonly DeliveryResult[]): EndpointResults[] {
  const sums = new Map<string, EndpointResults>();
  for (const result of results) {
    const { endpointId } = result.delivery;
    const sum = sums.get(endpointId);
    sums.set(endpointId, {
      endpointId,
      delivered: (sum?.delivered ?? 0) + result.delivered,
      failed: (sum?.failed ?? 0) + result.failed,
      deliveredByFailover: (sum?.deliveredByFailover ?? 0) + result.deliveredByFailover,
      isGone: (sum?.isGone ?? false) || result.isEndpointGone,
    });
  }
  return [...sums.values()].sort((a, b) => (a.endpointId < b.endpointId ? -1 : 1));
}
