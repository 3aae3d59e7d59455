import { Counter } from 'prom-client';
import type { TenantTransaction } from '#patchbay/database';
import { type Clock, type Envelope, type Logger, metrics, type Secret } from '#patchbay/kernel';
import { type GraphClient, readCallPermissions } from '#patchbay/meta';
import { LIMIT_NAMES, limitPolicy, type NumberView, wabaAccessToken } from '#patchbay/numbers';
import type { MetaFigure } from '../domain/meta-figure.js';
import type { ConsumerIds } from './consumer-book.port.js';
import { ReadRate } from './read-rate.js';
import { figureOf } from './take-meta-figure.js';

export interface AskMetaParts {
  readonly clock: Clock;
  readonly envelope: Envelope;
  readonly logger: Logger;
  readonly graph: GraphClient;
}

/** What Meta is asked with. */
export interface Question {
  readonly number: NumberView;
  readonly ids: ConsumerIds;
  readonly accessToken: Secret;
  readonly perSecond: number;
}

/** What Meta said, and when it was asked. */
export interface Answer {
  readonly figure: MetaFigure;
  readonly askedAt: Date;
}

const asked = new Counter({
  name: 'patchbay_permission_reads_total',
  help: 'Doubts about permissions, by whether Meta was asked and what came of it.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

/**
 * Reads `call_permissions` of Meta's, each number within its rate limit. Meta:
 * calling/user-call-permissions, "Get the current call permission state".
 */
export class AskMeta {
  readonly #parts: AskMetaParts;
  readonly #rate: ReadRate;

  constructor(parts: AskMetaParts) {
    this.#parts = parts;
    this.#rate = new ReadRate(parts.clock);
  }

  /** What the question needs, in the caller's transaction; undefined where nobody can be asked about. */
  async prepare(
    tx: TenantTransaction,
    number: NumberView,
    ids: ConsumerIds | undefined,
  ): Promise<Question | undefined> {
    const { clock, envelope } = this.#parts;
    if (!number.isCallingEnabled) return undefined;
    if (ids?.waId === undefined && ids?.userId === undefined) return undefined;
    const name = LIMIT_NAMES.permissionReadsPerSecond;
    const { value: perSecond } = await limitPolicy(tx, number.profile, name, clock.now());
    const accessToken = await wabaAccessToken(tx, envelope, number.wabaRowId);
    return { number, ids, perSecond, accessToken };
  }

  /** Undefined when Meta may not be asked now, or did not answer: the ledger decides alone. */
  async ask({ number, ids, accessToken, perSecond }: Question): Promise<Answer | undefined> {
    const { clock, graph, logger } = this.#parts;
    if (!this.#rate.takes(number.id, perSecond)) {
      asked.inc({ outcome: 'rate_limited' });
      return undefined;
    }
    const askedAt = clock.now();
    const { phoneNumberId, tenantId, id: numberId } = number;
    const read = await readCallPermissions(graph, { phoneNumberId, accessToken }, ids);
    asked.inc({ outcome: read.kind });
    if (read.kind === 'read') return { figure: figureOf(read.permission), askedAt };
    const reason = read.kind === 'refused' ? `Meta ${read.error.code}` : read.reason;
    const fields = { tenantId, numberId, outcome: read.kind, reason };
    logger.warn(fields, 'permissions.not_read');
    return undefined;
  }
}
