import { badInput } from '#patchbay/kernel';
import type { TenantTransaction } from '#patchbay/database';
import { MAX_TENANT_DATA } from '../domain/biz-opaque.js';
import { type CallState, isEnded, isRinging } from '../domain/call-state.js';
import type { CallRecord } from '../persistence/call.repository.js';
import type { CallCommands } from './call-commands.js';

/** Why a call cannot be answered, or turned away. */
export type NotRinging =
  | { readonly kind: 'not_ringing'; readonly state: CallState }
  /** Its answer window has closed; until when it could be answered. */
  | { readonly kind: 'too_late'; readonly state: CallState; readonly deadlineAt: Date }
  /** Somebody else's call of the same number. */
  | { readonly kind: 'not_controlled' };

/** The refusal of a call that rings no more; undefined when it can be answered. */
export async function refusalOfRinging(
  tx: TenantTransaction,
  commands: CallCommands,
  call: CallRecord,
): Promise<NotRinging | undefined> {
  const { direction, state, facts, control } = call;
  if (control === 'FOREIGN') return { kind: 'not_controlled' };
  const mayBeLate = !isEnded(state) || state === 'EXPIRED' || state === 'NO_ANSWER';
  if (mayBeLate && facts.offered !== undefined && facts.tenant_accepted === undefined) {
    const { answerWindowMs } = await commands.policyOf(tx, call.numberId);
    const deadlineMs = facts.offered.atMs + answerWindowMs;
    if (commands.clock.nowMs() > deadlineMs) {
      return { kind: 'too_late', state, deadlineAt: new Date(deadlineMs) };
    }
  }
  return isRinging({ direction, state }) ? undefined : { kind: 'not_ringing', state };
}

/** The tenant's own data of a call; throws BAD_USER_INPUT when Meta would not take it with ours. */
export function checkedTenantData(data: string | undefined): string | undefined {
  if ((data?.length ?? 0) <= MAX_TENANT_DATA) return data;
  throw badInput('bizOpaqueCallbackData', `may have at most ${MAX_TENANT_DATA} characters`);
}
