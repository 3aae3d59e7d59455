import type { TenantTransaction } from '#patchbay/database';
import { type Clock, uuidv7 } from '#patchbay/kernel';
import {
  enterNumber,
  findNumberById,
  findNumberHolders,
  isWabaOfAnotherTenant,
  type NumberProfile,
  type NumberRoute,
  type NumberView,
} from '#patchbay/numbers';
import { tenantOf } from '#patchbay/tenants';
import { findUnknownApp, isBoundToAnotherTenant } from '../persistence/app-binding.repository.js';

export interface NumberToBind {
  readonly phoneNumberId: string;
  /** Digits only, with the country code. */
  readonly displayPhoneNumber: string;
  readonly isCallingEnabled: boolean;
  readonly profile: NumberProfile;
  readonly route: NumberRoute;
}

/** Why nothing may be bound to a WABA for the tenant. */
export type BindingRefusal =
  | { readonly kind: 'unknown_tenant' }
  | { readonly kind: 'unknown_app'; readonly appKey: string }
  | { readonly kind: 'waba_taken'; readonly wabaId: string };

/** What stands against binding these apps to the WABA for the transaction's tenant. */
export async function bindingRefusal(
  tx: TenantTransaction,
  { wabaId, appKeys }: { readonly wabaId: string; readonly appKeys: readonly string[] },
): Promise<BindingRefusal | undefined> {
  if ((await tenantOf(tx)) === undefined) return { kind: 'unknown_tenant' };
  const appKey = await findUnknownApp(tx, appKeys);
  if (appKey !== undefined) return { kind: 'unknown_app', appKey };
  const isTaken =
    (await isBoundToAnotherTenant(tx, wabaId)) || (await isWabaOfAnotherTenant(tx, wabaId));
  return isTaken ? { kind: 'waba_taken', wabaId } : undefined;
}

/** Enters the number; undefined when another WABA, of this tenant or another, has it. */
export async function bindNumberToWaba(
  tx: TenantTransaction,
  clock: Clock,
  at: { readonly number: NumberToBind; readonly wabaRowId: string; readonly wabaId: string },
): Promise<NumberView | undefined> {
  const { number, wabaRowId, wabaId } = at;
  const holders = await findNumberHolders(tx, number);
  const holder = holders[0];
  if (holder === undefined) {
    const created = { ...number, id: uuidv7(clock), wabaRowId };
    const isEntered = await enterNumber(tx, created, { wabaId, createdAt: clock.now() });
    return isEntered ? { ...created, tenantId: tx.tenantId } : undefined;
  }
  const isSame =
    holders.length === 1 &&
    holder.tenantId === tx.tenantId &&
    holder.wabaId === wabaId &&
    holder.phoneNumberId === number.phoneNumberId &&
    holder.displayPhoneNumber === number.displayPhoneNumber;
  return isSame ? findNumberById(tx, holder.numberId) : undefined;
}
