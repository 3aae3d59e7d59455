import { AppError, type Clock, sha256Hex } from '#patchbay/kernel';
import type { PlatformAct, PlatformDatabase } from '../platform-database.js';
import type { Transaction } from '../transaction.js';

export interface PlatformRequest {
  readonly act: PlatformAct;
  /** With a key, the same input gets the first outcome again; another input gets CONFLICT. */
  readonly idempotency: { readonly key: string | undefined; readonly input: unknown };
}

type Keyed = PlatformRequest & { readonly idempotency: { readonly key: string } };

const KEY = 'actor_id = $1 and operation = $2 and key = $3';

function isKeyed(request: PlatformRequest): request is Keyed {
  return request.idempotency.key !== undefined;
}

const keyOf = ({ act, idempotency }: Keyed): unknown[] => [
  act.actor.id,
  act.action,
  idempotency.key,
];

/**
 * Runs what staff asked for and what takes several transactions, over several tenants: audited when
 * it begins. The work must itself bear to run twice; of two answers the first one stays.
 */
export class PlatformRequests {
  readonly #database: PlatformDatabase;
  readonly #clock: Clock;

  constructor(database: PlatformDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** The outcome must survive JSON. */
  async once<Outcome>(request: PlatformRequest, work: () => Promise<Outcome>): Promise<Outcome> {
    const stored = await this.#begin<Outcome>(request);
    if (stored !== undefined) return stored;
    const outcome = await work();
    return isKeyed(request) ? this.#keep(request, outcome) : outcome;
  }

  #begin<Outcome>(request: PlatformRequest): Promise<Outcome | undefined> {
    return this.#database.run(request.act, async (tx) => {
      if (!isKeyed(request)) return undefined;
      const stored = await this.#claim<Outcome>(tx, request);
      // Nothing is done this time, so the audit row goes as well.
      return stored === undefined ? undefined : tx.refuse(stored);
    });
  }

  async #claim<Outcome>(tx: Transaction, request: Keyed): Promise<Outcome | undefined> {
    const inputHash = sha256Hex(JSON.stringify(request.idempotency.input));
    await tx.query(
      `insert into platform_idempotency_key (actor_id, operation, key, input_hash, created_at)
       values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [...keyOf(request), inputHash, this.#clock.now()],
    );
    const [first] = await tx.query<{ input_hash: string; outcome: Outcome | null }>(
      `select input_hash, outcome from platform_idempotency_key where ${KEY}`,
      keyOf(request),
    );
    if (first?.input_hash !== inputHash) {
      throw new AppError('CONFLICT', {
        what: 'The idempotencyKey was used with another input: send a new key.',
      });
    }
    return first.outcome ?? undefined;
  }

  #keep<Outcome>(request: Keyed, outcome: Outcome): Promise<Outcome> {
    const act = { ...request.act, action: `${request.act.action}.done` };
    return this.#database.run(act, async (tx) => {
      const [kept] = await tx.query<{ outcome: Outcome }>(
        `update platform_idempotency_key set outcome = coalesce(outcome, $4) where ${KEY}
         returning outcome`,
        [...keyOf(request), JSON.stringify(outcome)],
      );
      return kept?.outcome ?? outcome;
    });
  }
}
