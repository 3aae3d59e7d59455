import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import type { DeliveryDoorbell } from '#patchbay/fanout';
import { type Clock, type Logger, systemTenantContext } from '#patchbay/kernel';
import { compareLimits, type NumberView } from '#patchbay/numbers';
import { EMPTY_PAIR, type PairRecord } from '../domain/ledger.js';
import type { AskMeta } from './ask-meta.js';
import type { ConsumerIds } from './consumer-book.port.js';
import type { ConsumerDirectory } from './consumer-directory.port.js';
import { takeMetaFigure } from './take-meta-figure.js';

/** Somebody of whom nothing is kept: a row is made of whoever has to do with the tenant only. */
export interface Stranger {
  readonly tenantId: string;
  readonly number: NumberView;
  readonly ids: ConsumerIds;
}

/** `kept`: Meta knows of a permission, so the consumer has a row now: ask again. */
export type ToldOfStranger =
  { readonly kind: 'kept' } | { readonly kind: 'told'; readonly record: PairRecord };

export interface StrangerDoubtsParts {
  readonly database: TenantDatabase;
  readonly clock: Clock;
  readonly consumers: ConsumerDirectory;
  readonly doorbell: DeliveryDoorbell | undefined;
  readonly logger: Logger;
}

interface Remembered {
  readonly record: PairRecord;
  readonly askedAtMs: number;
}

/** So many are remembered; of the others Meta is asked sooner again. */
const MANY = 5000;

/**
 * Asks Meta about people whom nobody here has heard of. That Meta knows of no permission either is
 * remembered in this process for a minute and kept nowhere: who only asks makes no consumer.
 */
export class StrangerDoubts {
  readonly #parts: StrangerDoubtsParts;
  readonly #meta: AskMeta;
  readonly #rememberedForMs: number;
  readonly #remembered = new Map<string, Remembered>();
  readonly #underWay = new Map<string, Promise<ToldOfStranger | undefined>>();

  constructor(parts: StrangerDoubtsParts, meta: AskMeta, rememberedForMs: number) {
    this.#parts = parts;
    this.#meta = meta;
    this.#rememberedForMs = rememberedForMs;
  }

  /** Undefined when Meta said nothing: then nothing is known. */
  settle(stranger: Stranger): Promise<ToldOfStranger | undefined> {
    const { number, ids } = stranger;
    const key = [number.id, ids.waId, ids.userId].join(' ');
    const known = this.#remembered.get(key);
    const ageMs = known && this.#parts.clock.nowMs() - known.askedAtMs;
    if (known !== undefined && Math.abs(ageMs ?? 0) < this.#rememberedForMs) {
      return Promise.resolve({ kind: 'told', record: known.record });
    }
    const current = this.#underWay.get(key);
    if (current !== undefined) return current;
    const settled = this.#settle(key, stranger).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, settled);
    return settled;
  }

  async #settle(key: string, stranger: Stranger): Promise<ToldOfStranger | undefined> {
    const { number, ids } = stranger;
    const question = await this.#run(stranger, (tx) => this.#meta.prepare(tx, number, ids));
    const answer = question && (await this.#meta.ask(question));
    if (answer === undefined) return undefined;
    const { figure, askedAt } = answer;
    if (figure.status !== 'NONE') {
      await this.#run(stranger, async (tx) => {
        const consumerId = await this.#parts.consumers.ensure(tx, tx.tenantId, ids);
        await takeMetaFigure(tx, this.#parts, { number, consumerId, figure, askedAt });
      });
      return { kind: 'kept' };
    }
    const { profile } = number;
    const { logger } = this.#parts;
    const compared = { profile, at: askedAt, logger };
    await this.#run(stranger, (tx) => compareLimits(tx, compared, figure.limits));
    const record: PairRecord = { ...EMPTY_PAIR, metaAskedAt: askedAt, metaFigure: figure };
    this.#remember(key, { record, askedAtMs: askedAt.getTime() });
    return { kind: 'told', record };
  }

  #remember(key: string, told: Remembered): void {
    this.#remembered.delete(key);
    this.#remembered.set(key, told);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MANY && oldest !== undefined) this.#remembered.delete(oldest);
  }

  #run<T>({ tenantId }: Stranger, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    return this.#parts.database.run(systemTenantContext(tenantId, 'permissions'), work);
  }
}
