import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import { type DeliveryDoorbell, recordMessage } from '#patchbay/fanout';
import { type Clock, type Logger, metrics, systemTenantContext } from '#patchbay/kernel';
import { findNumberById } from '#patchbay/numbers';
import { Counter } from 'prom-client';
import { ledgerAt } from '../domain/ledger.js';
import type { DuePermissions, ExpiredPair } from '../persistence/due-permissions.js';
import { enter, type HeldPair, holdPair, saveAgain } from './change-ledger.js';
import { permissionUpdated } from './permission-news.js';

export interface ExpirePermissionsParts {
  readonly due: DuePermissions;
  readonly database: TenantDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly doorbell: DeliveryDoorbell | undefined;
}

const PAGE = 200;
/** Transactions at a time: calls need the connections more. */
const AT_ONCE = 2;

const expiries = new Counter({
  name: 'patchbay_permission_expiries_total',
  help: 'Temporary permissions that ran out, by whether their end was entered and told.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

/**
 * Enters the ends of temporary permissions and tells them: Meta tells none. Each end once, whoever
 * sweeps and however late; one process does it at a time.
 */
export class ExpirePermissions {
  readonly #parts: ExpirePermissionsParts;
  #isClosing = false;

  constructor(parts: ExpirePermissionsParts) {
    this.#parts = parts;
  }

  /** All ends that are due now; how many of them were told. */
  async execute(): Promise<number> {
    return (await this.#parts.due.whileLeading((due) => this.#all(due))) ?? 0;
  }

  /** What is under way comes to its end, and no further page is begun. */
  close(): void {
    this.#isClosing = true;
  }

  async #all(due: DuePermissions): Promise<number> {
    const now = this.#parts.clock.now();
    let told = 0;
    let last: ExpiredPair | undefined;
    let page: readonly ExpiredPair[];
    do {
      page = await due.expired(now, PAGE, last);
      for (let first = 0; first < page.length && !this.#isClosing; first += AT_ONCE) {
        const some = page.slice(first, first + AT_ONCE);
        const outcomes = await Promise.all(some.map((pair) => this.#expire(pair)));
        told += outcomes.filter(Boolean).length;
      }
      last = page.at(-1);
    } while (page.length === PAGE && !this.#isClosing);
    return told;
  }

  /** One that fails stays due, and keeps none of the others from its end. */
  async #expire({ tenantId, numberId, consumerId }: ExpiredPair): Promise<boolean> {
    const { database, logger } = this.#parts;
    try {
      const tenant = systemTenantContext(tenantId, 'permissions');
      const isTold = await database.run(tenant, async (tx) => {
        const number = await findNumberById(tx, numberId);
        if (number === undefined) return false;
        const pair = await holdPair(tx, this.#parts.clock, { number, consumerId });
        return this.#enter(tx, pair);
      });
      expiries.inc({ outcome: isTold ? 'told' : 'overtaken' });
      return isTold;
    } catch (err) {
      expiries.inc({ outcome: 'failed' });
      logger.warn({ err, tenantId, numberId }, 'permissions.expiry_failed');
      return false;
    }
  }

  async #enter(tx: TenantTransaction, pair: HeldPair): Promise<boolean> {
    const { clock, doorbell } = this.#parts;
    const { decision, expiresAt } = pair.ledger;
    const isOver = expiresAt !== null && expiresAt <= pair.now;
    if (decision === undefined || !isOver) {
      await saveAgain(tx, pair);
      return false;
    }
    const line = { kind: 'EXPIRED' as const, key: decision.id, source: null, expiresAt: null };
    const after = await enter(tx, clock, pair, { ...line, at: expiresAt, detail: {} });
    if (after === pair) {
      await saveAgain(tx, pair);
      return false;
    }
    const before = {
      ...pair,
      ledger: ledgerAt(pair.record, pair.limits, new Date(expiresAt.getTime() - 1)),
    };
    const news = permissionUpdated(before, after, null);
    const message = { ...news, callId: null, occurredAt: expiresAt, traceparent: null };
    await recordMessage(tx, clock, message, doorbell);
    return true;
  }
}
