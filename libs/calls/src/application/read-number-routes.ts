import { Inject, Injectable } from '@nestjs/common';
import { type TenantTransaction, UseCases } from '#patchbay/database';
import { ENVELOPE, Envelope, type TenantContext } from '#patchbay/kernel';
import { findNumbersByIds } from '#patchbay/numbers';
import { CALL_USE_CASES } from '../calls.roles.js';
import { planOf, type RoutePlan } from '../domain/route-plan.js';
import { type ConsumerIdentity, findConsumers } from '../persistence/consumer.repository.js';
import {
  type CallerList,
  listedCallers,
  type ListedCaller,
  storedRoutes,
} from '../persistence/number-route.repository.js';

/** What a number does with users' calls, as its tenant sees it. */
export interface NumberRouteView {
  readonly numberId: string;
  readonly plan: RoutePlan;
  readonly allowedCallers: readonly ConsumerIdentity[];
  readonly blockedCallers: readonly ConsumerIdentity[];
  /** How often it was set; 0 when the tenant has set none. */
  readonly version: number;
  /** Null: the tenant has set none, and this is what holds without. */
  readonly updatedAt: Date | null;
}

/** The views of those numbers that are the tenant's, in no order. */
export async function routeViews(
  tx: TenantTransaction,
  envelope: Envelope,
  numberIds: readonly string[],
): Promise<NumberRouteView[]> {
  const [numbers, routes, callers] = await tx.together(() => [
    findNumbersByIds(tx, numberIds),
    storedRoutes(tx, numberIds),
    listedCallers(tx, numberIds),
  ]);
  const ids = [...new Set(callers.map(({ consumerId }) => consumerId))];
  const consumers = await findConsumers(tx, envelope, ids);
  const identities = new Map(consumers.map(({ id, identity }) => [id, identity]));
  const listed = (numberId: string, list: CallerList): ConsumerIdentity[] =>
    callers
      .filter((caller: ListedCaller) => caller.numberId === numberId && caller.list === list)
      .map(({ consumerId }) => identities.get(consumerId) ?? {});
  return numbers.map(({ id: numberId, route }) => {
    const stored = routes.find((one) => one.numberId === numberId);
    return {
      numberId,
      plan: stored?.plan ?? planOf(route),
      allowedCallers: listed(numberId, 'ALLOWED'),
      blockedCallers: listed(numberId, 'BLOCKED'),
      version: stored?.version ?? 0,
      updatedAt: stored?.updatedAt ?? null,
    };
  });
}

/** Reads what numbers do with users' calls; foreign numbers are left out. */
@Injectable()
export class ReadNumberRoutes {
  constructor(
    private readonly useCases: UseCases,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
  ) {}

  byNumberIds(tenant: TenantContext, numberIds: readonly string[]): Promise<NumberRouteView[]> {
    return this.useCases.read({ tenant, definition: CALL_USE_CASES.readNumberRoutes }, (tx) =>
      routeViews(tx, this.envelope, numberIds),
    );
  }
}
