import type { TenantTransaction } from '#patchbay/database';
import { findWabaRowId } from '#patchbay/numbers';
import { wabaChange, type WabaEventDetail } from '../domain/waba-event.js';
import { tellWabaState } from '../persistence/waba-state.repository.js';

/** An event of Meta's about a WABA of the transaction's tenant, or about to become one. */
export interface WabaEvent {
  readonly detail: WabaEventDetail;
  /** Meta's id. */
  readonly wabaId: string | null;
  /** When Meta said it, and in which event: what was told later, or later at one time, wins. */
  readonly toldAt: Date;
  readonly toldBy: string;
}

/** What a tenant must be told of. */
export interface WabaNews {
  readonly type: 'signup.state.changed';
  /** Null while the WABA is not bound. */
  readonly wabaRowId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Notes what Meta says about a WABA. The same event again, and one older than the last, change
 * nothing and are no news. Undefined when it does not say which WABA.
 */
export async function applyWabaEvent(
  tx: TenantTransaction,
  event: WabaEvent,
): Promise<WabaNews[] | undefined> {
  const { wabaId, toldAt, toldBy } = event;
  if (wabaId === null) return undefined;
  const change = wabaChange(event.detail);
  const told = await tellWabaState(tx, { wabaId, ...change, toldAt, toldBy });
  if (told === undefined || told.previous === change.state) return [];
  const { aspect, about, state, detail } = change;
  const data = { wabaId, aspect, about, state, previousState: told.previous, detail };
  const wabaRowId = (await findWabaRowId(tx, wabaId)) ?? null;
  return [{ type: 'signup.state.changed', wabaRowId, data }];
}
