import type { TenantTransaction } from '#patchbay/database';
import type { NumberView } from '../domain/number.js';
import {
  isOfEveryNumber,
  numberAspects,
  type NumberEventDetail,
  numberRestrictions,
  SETTING_ASPECTS,
} from '../domain/number-event.js';
import { findNumberById, findNumbersOfWaba } from '../persistence/number.repository.js';
import {
  numberStates,
  setCallingEnabled,
  tellNumberState,
  tellRestriction,
  type Told,
} from '../persistence/number-state.repository.js';

/** An event of Meta's about a number, or about all numbers of a WABA, of the transaction's tenant. */
export interface NumberEvent extends Told {
  readonly detail: NumberEventDetail;
  readonly numberId: string | null;
  /** Meta's id. */
  readonly wabaId: string | null;
}

/** What a tenant must be told of. */
export interface NumberNews {
  readonly type: 'phone_number.settings.updated' | 'phone_number.restricted';
  readonly numberId: string;
  readonly wabaRowId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Notes what Meta says about numbers. The same event again changes nothing and is no news; an older
 * one than the last changes nothing either, whatever the order in which they come. Undefined when
 * it is about no number that we have.
 */
export async function applyNumberEvent(
  tx: TenantTransaction,
  event: NumberEvent,
): Promise<NumberNews[] | undefined> {
  const numbers = await numbersOf(tx, event);
  if (numbers.length === 0) return undefined;
  const news: NumberNews[] = [];
  for (const number of numbers) {
    news.push(...(await tellAspects(tx, number, event)));
    news.push(...(await tellRestrictions(tx, number, event)));
  }
  return news;
}

async function numbersOf(tx: TenantTransaction, event: NumberEvent): Promise<NumberView[]> {
  const { numberId, wabaId, detail } = event;
  if (numberId === null) {
    return wabaId !== null && isOfEveryNumber(detail) ? findNumbersOfWaba(tx, wabaId) : [];
  }
  const number = await findNumberById(tx, numberId);
  return number === undefined ? [] : [number];
}

function newsOf(
  number: NumberView,
  type: NumberNews['type'],
  said: Readonly<Record<string, unknown>>,
): NumberNews {
  const { id: numberId, wabaRowId, phoneNumberId, displayPhoneNumber } = number;
  return { type, numberId, wabaRowId, data: { phoneNumberId, displayPhoneNumber, ...said } };
}

async function tellAspects(
  tx: TenantTransaction,
  number: NumberView,
  { detail, toldAt, toldBy }: NumberEvent,
): Promise<NumberNews[]> {
  const taken: string[] = [];
  for (const { aspect, state, detail: said } of numberAspects(detail)) {
    const told = { numberId: number.id, aspect, state, detail: said, toldAt, toldBy };
    if (!(await tellNumberState(tx, told))) continue;
    taken.push(aspect);
    const isStatus = aspect === SETTING_ASPECTS.status && /^(ENABLED|DISABLED)$/.test(state);
    if (isStatus) await setCallingEnabled(tx, number.id, state === 'ENABLED');
  }
  if (detail.kind !== 'account_settings_update' || taken.length === 0) return [];
  const states = await numberStates(tx, number.id);
  const settings = Object.entries(SETTING_ASPECTS);
  const calling = settings.flatMap(([setting, aspect]) =>
    states.has(aspect) ? [[setting, states.get(aspect)] as const] : [],
  );
  const updated = settings.flatMap(([setting, aspect]) =>
    taken.includes(aspect) ? [setting] : [],
  );
  const said = { calling: Object.fromEntries(calling), updated };
  return [newsOf(number, 'phone_number.settings.updated', said)];
}

async function tellRestrictions(
  tx: TenantTransaction,
  number: NumberView,
  { detail, toldAt, toldBy }: NumberEvent,
): Promise<NumberNews[]> {
  const restrictions: object[] = [];
  for (const { type, remediation = null, expiresAtMs } of numberRestrictions(detail)) {
    const expiresAt = expiresAtMs === undefined ? null : new Date(expiresAtMs);
    const told = { numberId: number.id, type, remediation, expiresAt, toldAt, toldBy };
    if (!(await tellRestriction(tx, told))) continue;
    restrictions.push({ type, remediation, expiresAt: expiresAt?.toISOString() ?? null });
  }
  if (restrictions.length === 0) return [];
  return [newsOf(number, 'phone_number.restricted', { restrictions })];
}
