import type { TenantTransaction } from '#patchbay/database';
import { type DeliveryDoorbell, recordMessage } from '#patchbay/fanout';
import type { Clock } from '#patchbay/kernel';
import { findNumberById } from '#patchbay/numbers';
import { moveOn } from '../persistence/ledger.repository.js';
import { enter, type HeldPair, holdPair, strike } from './change-ledger.js';
import { permissionNudged } from './permission-news.js';

/** What a step of a call meant between its number and its consumer; see each field. */
export interface CallStep {
  readonly callId: string;
  readonly wacid: string | null;
  readonly numberId: string;
  readonly consumerId: string;
  /** It was picked up, by either side. */
  readonly connectedAt?: Date;
  /** The consumer called, or picked up: the customer service window opens. */
  readonly windowOpenedAt?: Date;
  /** A call of the business that ended with nobody picking up. */
  readonly unansweredAt?: Date;
  /** It was entered as unanswered, and turned out to have been picked up. */
  readonly wasAnswered?: boolean;
  readonly traceparent: string | null;
}

export interface FollowCallParts {
  readonly clock: Clock;
  readonly doorbell: DeliveryDoorbell | undefined;
}

/**
 * Keeps the ledger in step with calls, in the transaction of the call's own step: any connected call
 * resets the budget of requests and the row of unanswered ones; the second unanswered call in a row
 * is told to the tenant as a nudge, the fourth as a revocation to come (sandbox: 5 and 10).
 * Meta: calling/user-call-permissions, "Limits".
 */
export async function followCall(
  tx: TenantTransaction,
  parts: FollowCallParts,
  step: CallStep,
): Promise<void> {
  const { clock } = parts;
  const { numberId, consumerId, connectedAt, windowOpenedAt, unansweredAt, wasAnswered } = step;
  if (connectedAt !== undefined || windowOpenedAt !== undefined) {
    const to = { ...(connectedAt && { connectedAt }), ...(windowOpenedAt && { windowOpenedAt }) };
    await moveOn(tx, clock, { numberId, consumerId }, to);
  }
  if (unansweredAt === undefined && wasAnswered !== true) return;
  const number = await findNumberById(tx, numberId);
  if (number === undefined) return;
  const pair = await holdPair(tx, clock, { number, consumerId });
  if (unansweredAt === undefined) await strike(tx, pair, { kind: 'UNANSWERED', key: step.callId });
  else await enterUnanswered(tx, parts, { pair, step, at: unansweredAt });
}

interface Unanswered {
  readonly pair: HeldPair;
  readonly step: CallStep;
  readonly at: Date;
}

async function enterUnanswered(
  tx: TenantTransaction,
  parts: FollowCallParts,
  { pair, step, at }: Unanswered,
): Promise<void> {
  const { clock } = parts;
  const { callId, wacid } = step;
  const detail = wacid === null ? {} : { wacid };
  const entry = { kind: 'UNANSWERED' as const, key: callId, source: null, at, expiresAt: null, detail }; // prettier-ignore
  const after = await enter(tx, clock, pair, entry);
  if (after === pair || after.ledger.status === 'NONE') return;
  const { nudgeAt, revokeAt } = after.limits;
  const count = after.ledger.unanswered.length;
  if (count >= nudgeAt) await tellOnce(tx, parts, { pair: after, step, at }, 'NUDGED');
  if (count >= revokeAt)
    await tellOnce(tx, parts, { pair: after, step, at }, 'REVOCATION_EXPECTED');
}

/** Once in a row of unanswered calls: the row is named by its first call. */
async function tellOnce(
  tx: TenantTransaction,
  { clock, doorbell }: FollowCallParts,
  { pair, step, at }: Unanswered,
  kind: 'NUDGED' | 'REVOCATION_EXPECTED',
): Promise<void> {
  const { unanswered } = pair.ledger;
  const key = unanswered[0]?.key ?? step.callId;
  const detail = { unanswered: unanswered.length };
  const entry = { kind, key, source: null, at, expiresAt: null, detail };
  if ((await enter(tx, clock, pair, entry)) === pair) return;
  const { traceparent } = step;
  const news = permissionNudged(pair);
  const message = { ...news, callId: null, occurredAt: at, traceparent };
  await recordMessage(tx, clock, message, doorbell);
}
