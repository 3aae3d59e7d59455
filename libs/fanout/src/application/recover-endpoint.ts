import { Inject, Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction, UseCases } from '#patchbay/database';
import {
  AppError,
  type Clock,
  CLOCK,
  type TenantContext,
  timeOfUuidv7,
  uuidv7Floor,
} from '#patchbay/kernel';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import {
  isEndpointEnabled,
  type RecoveredPage,
  recoverPage,
} from '../persistence/replay.repository.js';
import { DELIVERY_DOORBELL, type DeliveryDoorbell } from './delivery-doorbell.port.js';

/** How many messages one transaction looks at. */
const PAGE = 2000;
/** How many transactions one request makes: 100,000 messages. */
const MAX_PAGES = 50;
/** Ids of a busy millisecond run ahead of the clock. */
const SLACK_MS = 1000;

export interface RecoverEndpointInput {
  readonly endpointId: string;
  readonly since: Date;
}

export type RecoverEndpointOutcome =
  | {
      readonly kind: 'recovered';
      /** How many messages were put in line. */
      readonly count: number;
      /** Messages from then on were not looked at: recover since then. */
      readonly resumeSince: Date | undefined;
    }
  | { readonly kind: 'endpoint_disabled' };

interface Stretch {
  readonly endpointId: string;
  readonly fromId: string;
  readonly belowId: string;
}

type FirstPage =
  ({ readonly kind: 'page' } & RecoveredPage) | { readonly kind: 'endpoint_disabled' };

/** The smallest id after this one. */
function idAfter(uuid: string): string {
  const next = (BigInt(`0x${uuid.replaceAll('-', '')}`) + 1n).toString(16).padStart(32, '0');
  return next.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * Puts in line every message since a moment that the endpoint asks for, never took and is not
 * waiting for. Page by page, each in a transaction of its own; whoever asks again gets what is left.
 */
@Injectable()
export class RecoverEndpoint {
  constructor(
    private readonly useCases: UseCases,
    private readonly database: TenantDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DELIVERY_DOORBELL) private readonly doorbell: DeliveryDoorbell,
  ) {}

  async execute(
    tenant: TenantContext,
    { endpointId, since }: RecoverEndpointInput,
    maxPages = MAX_PAGES,
  ): Promise<RecoverEndpointOutcome> {
    const definition = FANOUT_USE_CASES.recoverEndpoint;
    let fromId = uuidv7Floor(Math.max(0, since.getTime()));
    // What is made from now on is put in line by who makes it.
    const belowId = uuidv7Floor(this.clock.nowMs() + SLACK_MS);
    const first = await this.useCases.change<FirstPage>(
      { tenant, definition, subjectId: endpointId },
      async (tx) => {
        const isEnabled = await isEndpointEnabled(tx, endpointId);
        if (isEnabled === undefined) throw new AppError('NOT_FOUND', { what: 'endpoint' });
        if (!isEnabled) return tx.refuse({ kind: 'endpoint_disabled' });
        return {
          kind: 'page',
          ...(await this.#page(tx, { endpointId, fromId, belowId })),
        };
      },
    );
    if (first.kind !== 'page') return first;
    let count = first.recovered;
    let { lastId } = first;
    for (let page = 1; lastId !== null && page < maxPages; page += 1) {
      fromId = idAfter(lastId);
      const stretch = { endpointId, fromId, belowId };
      const next = await this.database.run(tenant, (tx) => this.#page(tx, stretch));
      count += next.recovered;
      ({ lastId } = next);
    }
    const resumeSince = lastId === null ? undefined : new Date(timeOfUuidv7(lastId));
    return { kind: 'recovered', count, resumeSince };
  }

  async #page(tx: TenantTransaction, stretch: Stretch): Promise<RecoveredPage> {
    const now = this.clock.now();
    const page = await recoverPage(tx, { ...stretch, limit: PAGE, now });
    const { tenantId } = tx;
    const ring = { tenantId, endpointId: stretch.endpointId, isLive: false, traceparent: null };
    if (page.recovered > 0) {
      tx.afterCommit(() => {
        this.doorbell.ring(ring);
      });
    }
    return page;
  }
}
