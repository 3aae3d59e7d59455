import { Counter } from 'prom-client';
import { type AdmissionRequest, isPermitted, type Verdict } from '#patchbay/admission';
import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import type { DeliveryDoorbell } from '#patchbay/fanout';
import {
  type Clock,
  type Envelope,
  type Logger,
  metrics,
  type Secret,
  systemTenantContext,
} from '#patchbay/kernel';
import { type GraphClient, type PermissionRead, readCallPermissions } from '#patchbay/meta';
import { LIMIT_NAMES, limitPolicy, type NumberView, wabaAccessToken } from '#patchbay/numbers';
import { type Ledger, ledgerAt, type PairRecord } from '../domain/ledger.js';
import { readPair } from '../persistence/ledger.repository.js';
import type { ConsumerIds } from './consumer-book.port.js';
import type { ConsumerDirectory } from './consumer-directory.port.js';
import { permissionLimitsOf } from './permission-limits-of.js';
import { PERMISSION_UNKNOWN, RULE_NAMES } from './permission-rules.js';
import { ReadRate } from './read-rate.js';
import { figureOf, takeMetaFigure } from './take-meta-figure.js';

export interface PermissionDoubtsParts {
  readonly database: TenantDatabase;
  readonly clock: Clock;
  readonly envelope: Envelope;
  readonly logger: Logger;
  readonly graph: GraphClient;
  readonly consumers: ConsumerDirectory;
  readonly doorbell: DeliveryDoorbell | undefined;
}

/** A number and a consumer about whom Meta may be asked. */
export type DoubtfulPair = Pick<AdmissionRequest, 'tenantId' | 'number' | 'consumerId'>;

/** Meta is not asked again about a pair of whom it has just told. */
const ASK_AGAIN_MS = 60_000;

const asked = new Counter({
  name: 'patchbay_permission_reads_total',
  help: 'Doubts about permissions, by whether Meta was asked and what came of it.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

interface Question {
  readonly ids: ConsumerIds;
  readonly accessToken: Secret;
  readonly perSecond: number;
}

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
  readonly #rate: ReadRate;

  constructor(parts: PermissionDoubtsParts) {
    this.#parts = parts;
    this.#rate = new ReadRate(parts.clock);
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

  async #settle(pair: DoubtfulPair): Promise<boolean> {
    const { clock } = this.#parts;
    if (!pair.number.isCallingEnabled) return false;
    const question = await this.#run(pair, (tx) => this.#question(tx, pair));
    if (question === undefined) return false;
    if (!this.#rate.takes(pair.number.id, question.perSecond)) {
      asked.inc({ outcome: 'rate_limited' });
      return false;
    }
    const askedAt = clock.now();
    const { phoneNumberId } = pair.number;
    const { accessToken, ids } = question;
    const read = await readCallPermissions(this.#parts.graph, { phoneNumberId, accessToken }, ids);
    asked.inc({ outcome: read.kind });
    if (read.kind !== 'read') {
      this.#tellFailure(pair, read);
      return false;
    }
    const { number, consumerId } = pair;
    const figure = figureOf(read.permission);
    await this.#run(pair, (tx) =>
      takeMetaFigure(tx, this.#parts, { number, consumerId, figure, askedAt }),
    );
    return true;
  }

  /** What Meta is asked with; undefined when there is no doubt, or the answer is still fresh. */
  async #question(
    tx: TenantTransaction,
    { number, consumerId }: DoubtfulPair,
  ): Promise<Question | undefined> {
    const { clock, envelope, consumers } = this.#parts;
    const now = clock.now();
    const record = await readPair(tx, { numberId: number.id, consumerId });
    const limits = await permissionLimitsOf(tx, number.profile, now);
    if (record !== undefined && !isOpen(record, ledgerAt(record, limits, now), now)) {
      return undefined;
    }
    const ids = (await consumers.idsOf(tx, [consumerId])).get(consumerId);
    if (ids?.waId === undefined && ids?.userId === undefined) return undefined;
    const name = LIMIT_NAMES.permissionReadsPerSecond;
    const { value: perSecond } = await limitPolicy(tx, number.profile, name, now);
    return {
      ids,
      perSecond,
      accessToken: await wabaAccessToken(tx, envelope, number.wabaRowId),
    };
  }

  #tellFailure(
    { tenantId, number }: { readonly tenantId: string; readonly number: NumberView },
    read: Exclude<PermissionRead, { kind: 'read' }>,
  ): void {
    const reason = read.kind === 'refused' ? `Meta ${read.error.code}` : read.reason;
    const fields = { tenantId, numberId: number.id, outcome: read.kind, reason };
    this.#parts.logger.warn(fields, 'permissions.not_read');
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
