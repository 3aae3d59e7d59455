import { type AdmissionRequest, isPermitted, type Verdict } from '#patchbay/admission';
import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import type { DeliveryDoorbell } from '#patchbay/fanout';
import { systemTenantContext } from '#patchbay/kernel';
import { type Ledger, ledgerAt, type PairRecord } from '../domain/ledger.js';
import { readPair } from '../persistence/ledger.repository.js';
import { AskMeta, type AskMetaParts, type Question } from './ask-meta.js';
import type { ConsumerDirectory } from './consumer-directory.port.js';
import { permissionLimitsOf } from './permission-limits-of.js';
import { PERMISSION_UNKNOWN, RULE_NAMES } from './permission-rules.js';
import { type Stranger, StrangerDoubts, type ToldOfStranger } from './stranger-doubts.js';
import { takeMetaFigure } from './take-meta-figure.js';

export interface PermissionDoubtsParts extends AskMetaParts {
  readonly database: TenantDatabase;
  readonly consumers: ConsumerDirectory;
  readonly doorbell: DeliveryDoorbell | undefined;
}

/** A number and a consumer about whom Meta may be asked. */
export type DoubtfulPair = Pick<AdmissionRequest, 'tenantId' | 'number' | 'consumerId'>;

/** Meta is not asked again about a pair of whom it has just told. */
const ASK_AGAIN_MS = 60_000;

const PERMISSION_RULES: ReadonlySet<string> = new Set(Object.values(RULE_NAMES));

/**
 * Whether it is worth asking Meta before a call is refused, or placed without a permission known of:
 * nothing but permissions is against it.
 */
export function isDoubtful(verdicts: readonly Verdict[]): boolean {
  const isOfPermission = ({ rule }: Verdict): boolean => PERMISSION_RULES.has(rule);
  const against = verdicts.filter((verdict) => !isPermitted(verdict));
  if (!against.every(isOfPermission)) return false;
  return against.length > 0 || verdicts.some(({ reason }) => reason === PERMISSION_UNKNOWN);
}

/**
 * Asks Meta for its figure where the ledger would refuse a call, or knows nothing: a permission may
 * have come while nobody listened. Each pair once in a while, each number within its rate limit, and
 * several who ask for one pair share the answer.
 */
export class PermissionDoubts {
  readonly #parts: PermissionDoubtsParts;
  readonly #underWay = new Map<string, Promise<boolean>>();
  readonly #meta: AskMeta;
  readonly #strangers: StrangerDoubts;

  constructor(parts: PermissionDoubtsParts) {
    this.#parts = parts;
    this.#meta = new AskMeta(parts);
    this.#strangers = new StrangerDoubts(parts, this.#meta, ASK_AGAIN_MS);
  }

  /** True when Meta has told something since: ask the rules again. */
  settle(pair: DoubtfulPair): Promise<boolean> {
    const key = `${pair.number.id} ${pair.consumerId}`;
    const current = this.#underWay.get(key);
    if (current !== undefined) return current;
    const settled = this.#settle(pair).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, settled);
    return settled;
  }

  /** The same about somebody of whom nothing is kept, and nothing need be: see StrangerDoubts. */
  ofStranger(stranger: Stranger): Promise<ToldOfStranger | undefined> {
    return this.#strangers.settle(stranger);
  }

  async #settle(pair: DoubtfulPair): Promise<boolean> {
    const question = await this.#run(pair, (tx) => this.#question(tx, pair));
    const answer = question && (await this.#meta.ask(question));
    if (answer === undefined) return false;
    const { number, consumerId } = pair;
    await this.#run(pair, (tx) =>
      takeMetaFigure(tx, this.#parts, { number, consumerId, ...answer }),
    );
    return true;
  }

  /** What Meta is asked with; undefined when there is no doubt, or the answer is still fresh. */
  async #question(
    tx: TenantTransaction,
    { number, consumerId }: DoubtfulPair,
  ): Promise<Question | undefined> {
    const { clock, consumers } = this.#parts;
    const now = clock.now();
    const record = await readPair(tx, { numberId: number.id, consumerId });
    const limits = await permissionLimitsOf(tx, number.profile, now);
    if (record !== undefined && !isOpen(record, ledgerAt(record, limits, now), now)) {
      return undefined;
    }
    const ids = (await consumers.idsOf(tx, [consumerId])).get(consumerId);
    return this.#meta.prepare(tx, number, ids);
  }

  #run<T>({ tenantId }: DoubtfulPair, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    return this.#parts.database.run(systemTenantContext(tenantId, 'permissions'), work);
  }
}

/** A doubt that Meta's last answer does not settle: it is old, or something happened since. */
function isOpen({ metaAskedAt, entries }: PairRecord, ledger: Ledger, now: Date): boolean {
  if (ledger.status !== 'NONE' && !ledger.isRevocationExpected) return false;
  if (metaAskedAt === null) return true;
  const hasNews = entries.some(({ at, kind }) => kind !== 'RECONCILED' && at > metaAskedAt);
  return hasNews || now.getTime() - metaAskedAt.getTime() >= ASK_AGAIN_MS;
}
