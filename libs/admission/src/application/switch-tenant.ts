import type { TenantTransaction } from '#patchbay/database';
import { AppError, badInput, type Clock, uuidv7 } from '#patchbay/kernel';
import { findNumberByPhoneNumberId } from '#patchbay/numbers';
import { releaseTenant, stopsOf, stopTenant } from '../persistence/kill-switch.repository.js';
import type { StandingStop } from '../persistence/standing.repository.js';

export interface KillSwitchInput {
  /** Meta's id of a number; without one the switch is that of all numbers. */
  readonly phoneNumberId: string | null;
  readonly isOn: boolean;
  readonly reason: string;
}

export type KillSwitchOutcome =
  | { readonly kind: 'set'; readonly isOn: boolean }
  /** It is off, and another one keeps the calls stopped. */
  | { readonly kind: 'still_stopped'; readonly stop: StandingStop };

/** Puts a switch of a tenant's on or off; `setBy` is whose it is, and who may lift it. */
export async function switchTenant(
  tx: TenantTransaction,
  clock: Clock,
  { phoneNumberId, isOn, reason, setBy }: KillSwitchInput & { readonly setBy: 'STAFF' | 'TENANT' },
): Promise<KillSwitchOutcome> {
  const number = phoneNumberId === null ? null : await findNumberByPhoneNumberId(tx, phoneNumberId);
  if (number === undefined) throw new AppError('NOT_FOUND', { what: 'phone number' });
  const which = { setBy, numberId: number?.id ?? null };
  const at = clock.now();
  if (isOn) {
    await stopTenant(tx, which, { id: uuidv7(clock), reason, at });
    return { kind: 'set', isOn };
  }
  await releaseTenant(tx, which, at);
  const [stop] = await stopsOf(tx, which.numberId);
  return stop === undefined ? { kind: 'set', isOn } : { kind: 'still_stopped', stop };
}

/** A switch that is put on says why: whoever meets it reads the reason. */
export function requireReason({ isOn, reason }: Pick<KillSwitchInput, 'isOn' | 'reason'>): void {
  if (isOn && reason.trim() === '') throw badInput('reason', 'must say why calls are stopped');
}
