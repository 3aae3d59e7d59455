import type { TenantTransaction } from '#patchbay/database';
import { timeOfUuidv7, uuidv7Floor } from '#patchbay/kernel';
import type { EffectKind } from '../domain/effect-kind.js';
import type { OpenEffect } from '../domain/open-effects.js';

/** How long the process that claimed an effect may take before another one takes over. */
export const EFFECT_LEASE_MS = 5000;
/** By so much the clocks of those who make the ids of a call and of its effects may differ. */
const CLOCKS_DIFFER_MS = 1000;
/** Partitions are made two weeks ahead, and none after tomorrow's can have anything in it. */
const AHEAD_MS = 24 * 3600 * 1000;

/** A command that was claimed, to be carried out. */
export interface Effect {
  readonly id: string;
  readonly callId: string;
  readonly kind: EffectKind;
  /** Tries so far, this one included. */
  readonly attempts: number;
  readonly epoch: number;
  readonly deadlineAt: Date | null;
  readonly traceparent: string | null;
  /** An earlier claim ran out: what it did is unknown. */
  readonly isTakenOver: boolean;
}

export type EffectEnd = 'DONE' | 'FAILED' | 'UNKNOWN';

function earliestOf(callId: string): string {
  return uuidv7Floor(timeOfUuidv7(callId) - CLOCKS_DIFFER_MS);
}

/** The commands of a call that are not carried out yet. The caller holds the call's lock. */
export function openEffects(
  tx: TenantTransaction,
  callId: string,
  nowMs: number,
): Promise<OpenEffect[]> {
  return tx.query<OpenEffect>(
    `select id, kind, state, attempts, epoch, not_before as "notBefore", lease_until as "leaseUntil",
            deadline_at as "deadlineAt", traceparent
       from effect
      where call_id = $1 and state in ('PENDING', 'CLAIMED') and id >= $2 and id < $3`,
    [callId, earliestOf(callId), uuidv7Floor(nowMs + AHEAD_MS)],
  );
}

/** Adds commands as they are, claimed or not. */
export async function insertEffects(
  tx: TenantTransaction,
  callId: string,
  effects: readonly OpenEffect[],
  now: Date,
): Promise<void> {
  const [first] = effects;
  if (first === undefined) return;
  await tx.query(
    `insert into effect (tenant_id, call_id, epoch, deadline_at, traceparent, created_at,
                         id, kind, state, attempts, not_before, lease_until)
     select $1::uuid, $2::uuid, $3::int, $4::timestamptz, $5, $6::timestamptz, added.*
       from unnest($7::uuid[], $8::text[], $9::text[], $10::int[], $11::timestamptz[],
                   $12::timestamptz[]) as added`,
    [
      tx.tenantId,
      callId,
      first.epoch,
      first.deadlineAt,
      first.traceparent,
      now,
      effects.map(({ id }) => id),
      effects.map(({ kind }) => kind),
      effects.map(({ state }) => state),
      effects.map(({ attempts }) => attempts),
      effects.map(({ notBefore }) => notBefore),
      effects.map(({ leaseUntil }) => leaseUntil),
    ],
  );
}

/** Claims a command that is there already. The caller holds the call's lock. */
export async function claimEffect(
  tx: TenantTransaction,
  effectId: string,
  leaseUntil: Date,
): Promise<void> {
  await tx.execute(
    `update effect set state = 'CLAIMED', attempts = attempts + 1, lease_until = $2 where id = $1`,
    [effectId, leaseUntil],
  );
}

/** Gives up commands that became pointless. */
export async function cancelEffects(
  tx: TenantTransaction,
  ids: readonly string[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  const sorted = ids.toSorted();
  await tx.execute(
    `update effect set state = 'CANCELED', finished_at = $2
      where id = any($1::uuid[]) and id >= $3 and id <= $4`,
    [sorted, now, sorted[0], sorted.at(-1)],
  );
}

/** Whether the call has asked for this command, carried out or not. */
export async function isAskedFor(
  tx: TenantTransaction,
  callId: string,
  kind: EffectKind,
): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from effect where call_id = $1 and kind = $2 and id >= $3`,
    [callId, kind, earliestOf(callId)],
  );
  return rows.length > 0;
}

/** Ends an effect; false when its claim had been taken over and ended already. */
export async function finishEffect(
  tx: TenantTransaction,
  effectId: string,
  { state, now }: { readonly state: EffectEnd; readonly now: Date },
): Promise<boolean> {
  const changed = await tx.execute(
    `update effect set state = $2, finished_at = $3, lease_until = null
      where id = $1 and state = 'CLAIMED'`,
    [effectId, state, now],
  );
  return changed > 0;
}

/** Puts a claimed effect back, to be tried again not before `notBefore`; false as in finishEffect. */
export async function postponeEffect(
  tx: TenantTransaction,
  effectId: string,
  notBefore: Date,
): Promise<boolean> {
  const changed = await tx.execute(
    `update effect set state = 'PENDING', not_before = $2, lease_until = null
      where id = $1 and state = 'CLAIMED'`,
    [effectId, notBefore],
  );
  return changed > 0;
}
