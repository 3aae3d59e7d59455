import type { TenantTransaction } from '#patchbay/database';
import { type Clock, timeOfUuidv7, uuidv7, uuidv7Floor } from '#patchbay/kernel';
import type { EffectKind } from '../domain/effect-kind.js';

/** What ends a call overtakes everything else. */
const URGENT: readonly EffectKind[] = ['graph.terminate', 'graph.terminate_again'];
/** Answers to a user's call. */
const ANSWERS: readonly EffectKind[] = ['graph.pre_accept', 'graph.accept'];

/** How long the process that claimed an effect may take before another one takes over. */
export const EFFECT_LEASE_MS = 5000;

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

interface NewEffects {
  readonly callId: string;
  readonly kinds: readonly EffectKind[];
  readonly epoch: number;
  readonly deadlineAt: Date | null;
  readonly traceparent: string | null;
}

interface ClaimedRow {
  id: string;
  kind: EffectKind;
  attempts: number;
  epoch: number;
  deadline_at: Date | null;
  traceparent: string | null;
  was: 'PENDING' | 'CLAIMED';
}

export async function insertEffects(
  tx: TenantTransaction,
  clock: Clock,
  { callId, kinds, epoch, deadlineAt, traceparent }: NewEffects,
): Promise<void> {
  if (kinds.length === 0) return;
  await tx.query(
    `insert into effect (tenant_id, call_id, state, attempts, epoch, not_before, deadline_at,
                         traceparent, created_at, id, kind)
     select $1::uuid, $2::uuid, 'PENDING', 0, $3::int, $4::timestamptz, $5::timestamptz, $6, $4, added.*
       from unnest($7::uuid[], $8::text[]) as added`,
    [
      tx.tenantId,
      callId,
      epoch,
      clock.now(),
      deadlineAt,
      traceparent,
      kinds.map(() => uuidv7(clock)),
      kinds,
    ],
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
    [callId, kind, uuidv7Floor(timeOfUuidv7(callId) - 1000)],
  );
  return rows.length > 0;
}

/**
 * Hanging up makes every other open command of the call pointless, also an answer whose process died:
 * nobody repeats it. A connect that may have left is still to be told as unknown.
 */
export async function cancelPendingEffects(
  tx: TenantTransaction,
  callId: string,
  { except, now }: { readonly except: readonly EffectKind[]; readonly now: Date },
): Promise<void> {
  await tx.execute(
    `update effect set state = 'CANCELED', finished_at = $3
      where call_id = $1 and kind <> all($2::text[])
        and (state = 'PENDING' or (state = 'CLAIMED' and lease_until < $3 and kind = any($4::text[])))`,
    [callId, except, now, ANSWERS],
  );
}

/**
 * Claims the call's next effect: one at a time per call, in order; nothing while another process
 * holds one. The caller holds the call's lock.
 */
export async function claimNextEffect(
  tx: TenantTransaction,
  clock: Clock,
  callId: string,
): Promise<Effect | undefined> {
  const now = clock.now();
  const [next] = await tx.query<ClaimedRow>(
    `with open as materialized (
       select id, state, lease_until, not_before, kind from effect
        where call_id = $1 and state in ('PENDING', 'CLAIMED') and id >= $2),
     next as (
       select id, state as was from open
        where not_before <= $4
          and not exists (select from open where state = 'CLAIMED' and lease_until > $4)
        order by (kind = any($3::text[])) desc, id limit 1)
     update effect set state = 'CLAIMED', attempts = attempts + 1, lease_until = $5
       from next where effect.id = next.id and effect.id >= $2
     returning effect.id, kind, attempts, epoch, deadline_at, traceparent, was`,
    [
      callId,
      uuidv7Floor(timeOfUuidv7(callId) - 1000),
      URGENT,
      now,
      new Date(now.getTime() + EFFECT_LEASE_MS),
    ],
  );
  return (
    next && {
      id: next.id,
      callId,
      kind: next.kind,
      attempts: next.attempts,
      epoch: next.epoch,
      deadlineAt: next.deadline_at,
      traceparent: next.traceparent,
      isTakenOver: next.was === 'CLAIMED',
    }
  );
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
