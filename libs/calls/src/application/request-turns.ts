import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { UseCaseDefinition } from '#patchbay/database';
import { sha256Hex, type TenantContext } from '#patchbay/kernel';
import { Leases, StateConnection, StateUnavailable, tenantKey } from '#patchbay/state';

export interface KeyedRequest {
  readonly tenant: TenantContext;
  readonly definition: UseCaseDefinition;
  readonly key: string | undefined;
}

/** Shorter than the time within which a command is answered; longer than any request is on its way. */
const PATIENCE_MS = 6000;
const LOOK_AGAIN_MS = 25;

/**
 * Lets requests with the same idempotency key go one after another, in all processes: the place that
 * the first has taken would be in the way of its own repeat until its outcome is written. A turn is
 * only courtesy: who gets none, because Redis is away or its owner died, goes on after 6 s at the latest,
 * and the key's row decides.
 */
@Injectable()
export class RequestTurns {
  readonly #leases: Leases;
  /** Those of this process that are on their way, by whose key it is. */
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(state: StateConnection) {
    this.#leases = new Leases(state);
  }

  /** Runs the work once the requests before it, with the same key, are through. */
  async inTurn<Result>(
    { tenant, definition, key }: KeyedRequest,
    work: () => Promise<Result>,
  ): Promise<Result> {
    if (key === undefined) return work();
    const whose = sha256Hex([tenant.actor.id, definition.name, key].join('|'));
    const turn = tenantKey(tenant.tenantId, 'turn', whose);
    const before = this.#underWay.get(turn) ?? Promise.resolve();
    const run = before.then(() => this.#withLease(turn, work));
    const settled = run.catch(() => undefined);
    this.#underWay.set(turn, settled);
    try {
      return await run;
    } finally {
      if (this.#underWay.get(turn) === settled) this.#underWay.delete(turn);
    }
  }

  async #withLease<Result>(turn: string, work: () => Promise<Result>): Promise<Result> {
    const holder = randomUUID();
    const endsAt = performance.now() + PATIENCE_MS;
    while (!(await this.#take(turn, holder)) && performance.now() < endsAt) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    try {
      return await work();
    } finally {
      await orNothing(this.#leases.release(holder, [turn]));
    }
  }

  async #take(turn: string, holder: string): Promise<boolean> {
    const outcome = await orNothing(this.#leases.acquire(holder, [{ key: turn, limit: 1 }]));
    return outcome?.kind !== 'full';
  }
}

/** Undefined when Redis is away. */
async function orNothing<Result>(asked: Promise<Result>): Promise<Result | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof StateUnavailable) return undefined;
    throw error;
  }
}
