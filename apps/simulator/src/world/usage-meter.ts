import type { Clock } from '#patchbay/kernel';
import { GraphError } from '../graph/graph-error.js';
import type { Directory } from './directory.js';
import type { Switches } from './switches.js';
import { HourlyCounter } from './onboarding/hourly-counter.js';
import type { AccessToken } from './tokens.js';

/** An endpoint as the meter sees it: a path without the version. */
export interface MeteredRoute {
  readonly method: string;
  readonly path: string;
}

/** A request as the meter sees it. */
export interface MeteredRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly accessToken: AccessToken | undefined;
}

/** Requests within an hour; may be changed while the simulator runs. */
export interface UsageLimits {
  /** Management of a WABA without a registered number, per app. */
  managementPerHour: number;
  /** Management of a WABA with one, per app. */
  activeManagementPerHour: number;
  creditPerHour: number;
  /** New templates of a WABA. */
  templatesPerHour: number;
  /** Codes asked for, and codes tried, of a WABA's numbers. */
  codesPerHour: number;
  /** What an app asks all in all, calls and messages left out: those have limits of their own. */
  appPerHour: number;
}

/**
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/about-the-platform and,
 * for an app, https://developers.facebook.com/docs/graph-api/overview/rate-limiting: 200 an hour and
 * user, of whom this app has 500.
 */
export const META_LIMITS: Readonly<UsageLimits> = {
  managementPerHour: 200,
  activeManagementPerHour: 5000,
  creditPerHour: 5000,
  templatesPerHour: 100,
  codesPerHour: 125,
  appPerHour: 100_000,
};

const MANAGEMENT = new Set([
  'phone_numbers',
  'assigned_users',
  'message_templates',
  'subscribed_apps',
  'system_users',
]);
const CREDIT = new Set([
  'extendedcredits',
  'whatsapp_credit_sharing',
  'whatsapp_credit_attach',
  'whatsapp_credit_sharing_and_attach',
  'owning_credit_allocation_configs',
]);
/** These have limits of their own, and must cost nothing here. */
const FREE = new Set(['calls', 'messages', 'call_permissions']);

interface Budget {
  readonly counter: HourlyCounter;
  readonly limit: number;
  readonly ownerKind: 'app' | 'waba';
  /** The object it is kept for, as the header names it. */
  readonly objectId: string;
  readonly details?: string;
}

const TITLES = {
  app: 'Application request limit reached',
  waba: 'There have been too many calls to this WhatsApp Business account. Wait a bit and try again.',
} as const;

function edgeOf({ path }: MeteredRoute): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Counts what apps ask of the Graph API, for the rate limits and their headers. */
export class UsageMeter {
  readonly limits: UsageLimits = { ...META_LIMITS };
  readonly #clock: Clock;
  readonly #directory: Directory;
  readonly #switches: Switches;
  readonly #counters = new Map<string, HourlyCounter>();

  constructor(clock: Clock, directory: Directory, switches: Switches) {
    this.#clock = clock;
    this.#directory = directory;
    this.#switches = switches;
  }

  /** Forgets what was counted. */
  reset(): void {
    this.#counters.clear();
  }

  /** The error when a limit of the endpoint is used up; counts the request otherwise. */
  refusal(route: MeteredRoute, request: MeteredRequest): GraphError | undefined {
    if (FREE.has(edgeOf(route))) return undefined;
    const budgets = this.#budgetsOf(route, request);
    const full = budgets.find(({ counter, limit }) => counter.count >= limit);
    if (full === undefined) {
      for (const { counter } of budgets) counter.add();
      return undefined;
    }
    const { details, ownerKind } = full;
    const headers = this.headers(route, request);
    const code = ownerKind === 'app' ? 4 : this.#switches.wabaRateLimitCode;
    const parts = { httpStatus: 400, code, title: TITLES[ownerKind], isTransient: true, headers };
    return new GraphError({ ...parts, ...(details === undefined ? {} : { details }) });
  }

  /** `x-app-usage` and `x-business-use-case-usage`. */
  headers(route: MeteredRoute, request: MeteredRequest): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const budget of this.#budgetsOf(route, request)) {
      if (budget.ownerKind === 'app') headers['x-app-usage'] = JSON.stringify(percentages(budget));
      else headers['x-business-use-case-usage'] ??= JSON.stringify(useCase(budget));
    }
    return headers;
  }

  #budgetsOf(route: MeteredRoute, request: MeteredRequest): Budget[] {
    const edge = edgeOf(route);
    const { accessToken } = request;
    if (accessToken === undefined) return [];
    const { appId } = accessToken;
    const app: Budget = {
      counter: this.#counter(`app:${appId}`),
      limit: this.limits.appPerHour,
      ownerKind: 'app',
      objectId: appId,
    };
    return FREE.has(edge) ? [app] : [...this.#narrowBudgets(route, request, appId), app];
  }

  #narrowBudgets(route: MeteredRoute, request: MeteredRequest, appId: string): Budget[] {
    const edge = edgeOf(route);
    const id = request.params.id ?? '';
    if (CREDIT.has(edge)) {
      const counter = this.#counter(`credit:${appId}:${id}`);
      return [{ counter, limit: this.limits.creditPerHour, ownerKind: 'waba', objectId: id }];
    }
    if (edge === 'request_code' || edge === 'verify_code') return this.#codeBudget(edge, id);
    const isManaged = MANAGEMENT.has(edge) || edge === ':id';
    if (!isManaged || this.#directory.waba(id) === undefined) return [];
    const management = this.#managementBudget(appId, id);
    const isNewTemplate = route.method === 'POST' && edge === 'message_templates';
    return isNewTemplate ? [this.#templateBudget(id), management] : [management];
  }

  #managementBudget(appId: string, wabaId: string): Budget {
    const isActive = this.#directory.numbersOf(wabaId).some((number) => number.isRegistered);
    const { activeManagementPerHour, managementPerHour } = this.limits;
    return {
      counter: this.#counter(`waba:${appId}:${wabaId}`),
      limit: isActive ? activeManagementPerHour : managementPerHour,
      ownerKind: 'waba',
      objectId: wabaId,
    };
  }

  #templateBudget(wabaId: string): Budget {
    return {
      counter: this.#counter(`templates:${wabaId}`),
      limit: this.limits.templatesPerHour,
      ownerKind: 'waba',
      objectId: wabaId,
      details: 'The limit of new templates of this account within an hour is reached',
    };
  }

  #codeBudget(edge: string, phoneNumberId: string): Budget[] {
    const wabaId = this.#directory.number(phoneNumberId)?.wabaId;
    if (wabaId === undefined) return [];
    return [
      {
        counter: this.#counter(`${edge}:${wabaId}`),
        limit: this.limits.codesPerHour,
        ownerKind: 'waba',
        objectId: wabaId,
        details: 'The limit of verification requests within an hour is reached',
      },
    ];
  }

  #counter(key: string): HourlyCounter {
    const known = this.#counters.get(key);
    if (known !== undefined) return known;
    const counter = new HourlyCounter(this.#clock);
    this.#counters.set(key, counter);
    return counter;
  }
}

/** How much of a limit is used; its running time grows with the count, in the same proportion. */
function percentages({ counter, limit }: Budget): Record<string, number> {
  const used = Math.min(100, Math.ceil((counter.count * 100) / limit));
  return { call_count: used, total_cputime: Math.ceil(used / 4), total_time: Math.ceil(used / 2) };
}

/** How far a business's limit is used; in minutes, when there will be room again. */
function useCase(budget: Budget): unknown {
  const { counter, limit, objectId } = budget;
  const minutes = counter.count < limit ? 0 : counter.minutesUntilRoom();
  const type = 'whatsapp_business_management';
  const usage = { type, ...percentages(budget), estimated_time_to_regain_access: minutes };
  return { [objectId]: [usage] };
}
