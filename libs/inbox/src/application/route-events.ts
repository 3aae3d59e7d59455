import type { Transaction } from '#patchbay/database';
import type { MetaEvent } from '#patchbay/meta';
import {
  bindingRoutes,
  type BindingRow,
  numberRoutes,
  type NumberRouteRow,
} from '../persistence/event-routes.repository.js';

/** An event and the app that brought it, proved by its signature. */
export interface RouteRequest {
  readonly appKey: string;
  readonly event: MetaEvent;
}

export type UnroutedReason =
  'UNBOUND_APP' | 'UNKNOWN_NUMBER' | 'UNKNOWN_WABA' | 'UNKNOWN_PORTFOLIO' | 'NO_SUBJECT';

/** Whose an event is; or why it is nobody's. WABA and phone number by Meta's ids, number by ours. */
export type Route =
  | {
      readonly kind: 'owned';
      readonly tenantId: string;
      readonly wabaId: string | null;
      readonly phoneNumberId: string | null;
      readonly numberId: string | null;
    }
  | { readonly kind: 'refused'; readonly reason: UnroutedReason };

const refused = (reason: UnroutedReason): Route => ({ kind: 'refused', reason });

/** Each text once, without the missing ones, and in one order: whoever asks, asks alike. */
function once(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text !== undefined))].sort();
}

/** The portfolios that an event names: the customer's, and the one its entry stands for. */
function portfoliosOf({ event }: RouteRequest): string[] {
  const owner = 'waba' in event ? event.waba.ownerBusinessId : undefined;
  return once([owner, event.subject.businessId]);
}

function namesNumber({ event: { subject } }: RouteRequest): boolean {
  return (subject.phoneNumberId ?? subject.displayPhoneNumber) !== undefined;
}

/** What the directory says about all that the requests name. */
class Directory {
  readonly #byPhoneNumberId = new Map<string, NumberRouteRow>();
  readonly #byDisplay = new Map<string, NumberRouteRow>();
  readonly #bindings: readonly BindingRow[];

  constructor(numbers: readonly NumberRouteRow[], bindings: readonly BindingRow[]) {
    for (const number of numbers) {
      this.#byPhoneNumberId.set(number.phoneNumberId, number);
      this.#byDisplay.set(number.displayPhoneNumber, number);
    }
    this.#bindings = bindings;
  }

  route(request: RouteRequest): Route {
    if (namesNumber(request)) return this.#ofNumber(request);
    // A call belongs to a number: without one it could be kept nowhere.
    if ('change' in request.event) return refused('NO_SUBJECT');
    const { wabaId } = request.event.subject;
    const known = wabaId === undefined ? undefined : this.#ofWaba(request.appKey, wabaId);
    if (known !== undefined) return known;
    const portfolios = portfoliosOf(request);
    if (portfolios.length > 0) {
      const found = this.#ofPortfolio(request.appKey, portfolios);
      return found ?? refused(wabaId === undefined ? 'UNKNOWN_PORTFOLIO' : 'UNKNOWN_WABA');
    }
    return refused(wabaId === undefined ? 'NO_SUBJECT' : 'UNKNOWN_WABA');
  }

  #ofNumber({ appKey, event: { subject } }: RouteRequest): Route {
    const { phoneNumberId, displayPhoneNumber = '' } = subject;
    const number =
      phoneNumberId === undefined
        ? this.#byDisplay.get(displayPhoneNumber)
        : this.#byPhoneNumberId.get(phoneNumberId);
    if (number === undefined) return refused('UNKNOWN_NUMBER');
    if (!number.appKeys.includes(appKey)) return refused('UNBOUND_APP');
    const { tenantId, wabaId, numberId } = number;
    return { kind: 'owned', tenantId, wabaId, phoneNumberId: number.phoneNumberId, numberId };
  }

  #ofWaba(appKey: string, wabaId: string): Route | undefined {
    const bindings = this.#bindings.filter((binding) => binding.wabaId === wabaId);
    if (bindings.length === 0) return undefined;
    const bound = bindings.find((binding) => binding.appKey === appKey);
    if (bound === undefined) return refused('UNBOUND_APP');
    const { tenantId } = bound;
    return { kind: 'owned', tenantId, wabaId, phoneNumberId: null, numberId: null };
  }

  /** Only when all that is bound of the portfolio is one tenant's: nothing is guessed. */
  #ofPortfolio(appKey: string, businessIds: readonly string[]): Route | undefined {
    const bindings = this.#bindings.filter(
      ({ businessId }) => businessId !== null && businessIds.includes(businessId),
    );
    const tenants = once(bindings.map(({ tenantId }) => tenantId));
    const [tenantId] = tenants;
    if (tenantId === undefined || tenants.length > 1) return undefined;
    if (!bindings.some((binding) => binding.appKey === appKey)) return refused('UNBOUND_APP');
    return { kind: 'owned', tenantId, wabaId: null, phoneNumberId: null, numberId: null };
  }
}

/**
 * Finds out whose each event is, in the order of the requests: by phone number id, by the number's
 * digits, by WABA, by portfolio, whichever the event names first. An app that is not bound to what
 * it names is refused, whatever it signed. Two queries at most, however many requests.
 */
export async function routeEvents(
  tx: Transaction,
  requests: readonly RouteRequest[],
): Promise<readonly Route[]> {
  const byNumber = requests.filter(namesNumber);
  const others = requests.filter((request) => !namesNumber(request));
  const wabaIds = once(others.map(({ event }) => event.subject.wabaId));
  const businessIds = once(others.flatMap(portfoliosOf));
  const [numbers, bindings] = await tx.together(() => [
    numberRoutes(tx, {
      phoneNumberIds: once(byNumber.map(({ event }) => event.subject.phoneNumberId)),
      displayPhoneNumbers: once(byNumber.map(({ event }) => event.subject.displayPhoneNumber)),
      appKeys: once(byNumber.map(({ appKey }) => appKey)),
    }),
    bindingRoutes(tx, { wabaIds, businessIds }),
  ]);
  const directory = new Directory(numbers, bindings);
  return requests.map((request) => directory.route(request));
}
