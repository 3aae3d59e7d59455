import { Inject, Injectable } from '@nestjs/common';
import { type TenantTransaction, UseCases } from '#patchbay/database';
import {
  AppError,
  badInput,
  type Clock,
  CLOCK,
  type FieldProblem,
  type TenantContext,
} from '#patchbay/kernel';
import {
  findNumberById,
  limitPolicy,
  type NumberRoute,
  type NumberView,
  saveNumberRoute,
} from '#patchbay/numbers';
import { CALL_USE_CASES } from '../calls.roles.js';
import { problemsOfPlan } from '../domain/check-route-plan.js';
import { ROUTE_TARGETS, type RoutePlan, type RouteTarget } from '../domain/route-plan.js';
import type { ConsumerIdentity } from '../persistence/consumer.repository.js';
import {
  type CallerList,
  lockRoute,
  saveCallers,
  saveRoute,
} from '../persistence/number-route.repository.js';
import { Consumers } from './consumers.js';

export const MAX_CALLERS = 1000;

/** A plan whose targets may be any route of a number: not all can be had yet. */
export interface WantedPlan extends Omit<RoutePlan, 'steps' | 'outsideHours'> {
  readonly steps: readonly { readonly target: NumberRoute; readonly maxLiveCalls: number | null }[];
  readonly outsideHours: NumberRoute;
}

export interface SetNumberRouteInput {
  readonly numberId: string;
  readonly plan: WantedPlan;
  readonly allowedCallers: readonly ConsumerIdentity[];
  readonly blockedCallers: readonly ConsumerIdentity[];
  /** The `version` of the route that this one is made of; CONFLICT when it is another one by now. */
  readonly expectedVersion?: number | undefined;
  readonly idempotencyKey?: string | undefined;
}

export type SetNumberRouteOutcome =
  | { readonly kind: 'set'; readonly numberId: string }
  | { readonly kind: 'target_not_supported'; readonly target: NumberRoute };

/** Says what a number does with users' calls, in place of what it did before. */
@Injectable()
export class SetNumberRoute {
  constructor(
    private readonly useCases: UseCases,
    private readonly consumers: Consumers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(tenant: TenantContext, input: SetNumberRouteInput): Promise<SetNumberRouteOutcome> {
    checkCallers(input);
    const { idempotencyKey: key, ...rest } = input;
    return this.useCases.change<SetNumberRouteOutcome>(
      {
        tenant,
        definition: CALL_USE_CASES.setNumberRoute,
        subjectId: input.numberId,
        idempotency: { key, input: rest },
      },
      (tx) => this.#set(tx, input),
    );
  }

  async #set(tx: TenantTransaction, input: SetNumberRouteInput): Promise<SetNumberRouteOutcome> {
    const number = await findNumberById(tx, input.numberId);
    if (number === undefined) throw new AppError('NOT_FOUND', { what: 'phone number' });
    const wanted = [...input.plan.steps.map(({ target }) => target), input.plan.outsideHours];
    const target = wanted.find((one) => !isSupported(one));
    if (target !== undefined) return { kind: 'target_not_supported', target };
    const plan = input.plan as RoutePlan;
    await this.#check(tx, number, plan);
    await requireVersion(tx, input);
    const now = this.clock.now();
    await saveRoute(tx, { numberId: number.id, plan, now });
    const callers = await this.#callersOf(tx, input);
    await saveCallers(tx, number.id, { callers, now });
    await saveNumberRoute(tx, number.id, plan.steps[0]?.target ?? number.route);
    return { kind: 'set', numberId: number.id };
  }

  async #check(tx: TenantTransaction, { profile }: NumberView, plan: RoutePlan): Promise<void> {
    const window = await limitPolicy(tx, profile, 'answer_window', this.clock.now());
    const fields: FieldProblem[] = problemsOfPlan(plan, window.value);
    if (fields.length > 0) throw new AppError('BAD_USER_INPUT', { fields });
  }

  async #callersOf(
    tx: TenantTransaction,
    { allowedCallers, blockedCallers }: SetNumberRouteInput,
  ): Promise<{ consumerId: string; list: CallerList }[]> {
    const ensure = (identities: readonly ConsumerIdentity[]): Promise<string[]> =>
      this.consumers.named(tx, tx.tenantId, identities);
    const lists = new Map<string, CallerList>();
    for (const consumerId of await ensure(allowedCallers)) lists.set(consumerId, 'ALLOWED');
    // Who is on both is blocked.
    for (const consumerId of await ensure(blockedCallers)) lists.set(consumerId, 'BLOCKED');
    return [...lists].map(([consumerId, list]) => ({ consumerId, list }));
  }
}

/** Two who change one route at a time must not undo each other's change unseen. */
async function requireVersion(
  tx: TenantTransaction,
  { numberId, expectedVersion }: SetNumberRouteInput,
): Promise<void> {
  const version = await lockRoute(tx, numberId);
  if (expectedVersion === undefined || expectedVersion === version) return;
  throw new AppError('CONFLICT', {
    what: `The route is at version ${version}, not ${expectedVersion}: read it again.`,
  });
}

function isSupported(target: NumberRoute): target is RouteTarget {
  return (ROUTE_TARGETS as readonly string[]).includes(target);
}

function checkCallers({ allowedCallers, blockedCallers }: SetNumberRouteInput): void {
  const lists = { onlyCallers: allowedCallers, blockedCallers };
  for (const [name, callers] of Object.entries(lists)) {
    const field = `filters.${name}`;
    if (callers.length > MAX_CALLERS) throw badInput(field, `must be at most ${MAX_CALLERS}`);
    if (callers.some(({ waId, userId }) => !waId && !userId)) {
      throw badInput(field, 'each needs a waId (digits) or a userId (BSUID)');
    }
    if (callers.some(({ waId }) => waId && !/^\d{5,15}$/.test(waId))) {
      throw badInput(field, 'a waId must be digits with the country code and without +');
    }
  }
}
