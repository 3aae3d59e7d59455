import { readTenantQuota } from '#patchbay/admission';
import type { TenantTransaction } from '#patchbay/database';
import type { FactData, NewFact } from '../domain/call-fact.js';
import { routedData } from '../domain/call-route.js';
import { decideRoute } from '../domain/decide-route.js';
import { planOf, type RoutePlan } from '../domain/route-plan.js';
import type { StoredInboxEvent } from '../persistence/call-inbox.repository.js';
import type { CallRecord } from '../persistence/call.repository.js';
import {
  countCallsOfTenant,
  countLiveCalls,
  type LiveCalls,
  routeInput,
} from '../persistence/number-route.repository.js';

function hasPayload({ deeplinkPayload, ctaPayload }: FactData): boolean {
  return [deeplinkPayload, ctaPayload].some((payload) => payload !== undefined && payload !== '');
}

async function liveCallsFor(
  tx: TenantTransaction,
  { steps }: RoutePlan,
  { id, numberId }: CallRecord,
): Promise<LiveCalls> {
  const isCounted = steps.some(({ maxLiveCalls }) => maxLiveCalls !== null);
  return isCounted ? countLiveCalls(tx, numberId, id) : {};
}

/** Whether the tenant has as many live calls as its quota allows. */
async function isTenantFull(
  tx: TenantTransaction,
  concurrentCalls: number | null,
  { id }: CallRecord,
): Promise<boolean> {
  return concurrentCalls !== null && (await countCallsOfTenant(tx, id)) >= concurrentCalls;
}

/**
 * Decides whom a user's call is given to, in the step in which its offer is read: the fact `routed`,
 * for the same step. It is dated by the offer, so that it is the same whenever and in whatever order
 * the webhooks came. A call is routed once; nothing when there is no new offer.
 */
export async function routeOffer(
  tx: TenantTransaction,
  call: CallRecord,
  events: readonly StoredInboxEvent[],
): Promise<NewFact[]> {
  const offer = events.find(({ kind }) => kind === 'offered');
  const { facts, numberId } = call;
  if (offer === undefined || facts.offered !== undefined || facts.routed !== undefined) return [];
  const consumerId = call.consumerId ?? offer.head?.consumerId ?? null;
  const [input, { concurrentCalls }] = await tx.together(() => [
    routeInput(tx, numberId, consumerId),
    readTenantQuota(tx),
  ]);
  if (input === undefined) return [];
  const plan = input.plan ?? planOf(input.route);
  const atMs = offer.occurredAt.getTime();
  const decision = decideRoute(
    plan,
    {
      callerList: input.callerList,
      country: input.country,
      hasPayload: hasPayload(offer.data),
      isTenantFull: await isTenantFull(tx, concurrentCalls, call),
      liveCalls: await liveCallsFor(tx, plan, call),
    },
    atMs,
  );
  return [{ kind: 'routed', atMs, data: routedData(plan, decision) }];
}
