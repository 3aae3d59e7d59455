import type { EventType } from '#patchbay/fanout';
import { encodeId } from '#patchbay/kernel';
import type { CallMessageRefusal } from '../domain/message-refusal.js';
import type { LedgerEntry } from '../domain/permission-entry.js';
import { nextStep, permissionState } from '../domain/permission-state.js';
import type { HeldPair } from './change-ledger.js';

/** What the tenant must be told; who the consumer is joins when the message leaves. */
export interface PermissionNews {
  readonly type: Extract<EventType, `call.permission.${string}`>;
  readonly numberId: string;
  readonly wabaRowId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function newsOf(
  { number, consumerId }: HeldPair,
  type: PermissionNews['type'],
  said: Readonly<Record<string, unknown>>,
): PermissionNews {
  const { id: numberId, wabaRowId, phoneNumberId, displayPhoneNumber } = number;
  const data = { phoneNumberId, displayPhoneNumber, consumerId, ...said };
  return { type, numberId, wabaRowId, data };
}

function nextOf({ ledger }: HeldPair): object {
  const { step, at } = nextStep(ledger);
  return { next: step, nextAt: at?.toISOString() ?? null };
}

/** A permission came or went, or was given anew. */
export function permissionUpdated(
  before: HeldPair,
  after: HeldPair,
  by: LedgerEntry['source'],
): PermissionNews {
  const { decision, expiresAt } = after.ledger;
  const { requestMessageId = null, wacid = null } = decision?.detail ?? {};
  return newsOf(after, 'call.permission.updated', {
    state: permissionState(after.ledger),
    previousState: permissionState(before.ledger),
    source: by,
    expiresAt: expiresAt?.toISOString() ?? null,
    requestMessageId,
    wacid,
    ...nextOf(after),
  });
}

/** A permission request that Meta took did not arrive, such as at an old WhatsApp (131026). */
export function permissionRequestFailed(
  pair: HeldPair,
  {
    requestId,
    wamid,
    refusal,
  }: {
    readonly requestId: string;
    readonly wamid: string | null;
    readonly refusal: CallMessageRefusal | undefined;
  },
): PermissionNews {
  const state = permissionState(pair.ledger);
  return newsOf(pair, 'call.permission.updated', {
    state,
    previousState: state,
    source: null,
    expiresAt: pair.ledger.expiresAt?.toISOString() ?? null,
    requestMessageId: wamid,
    wacid: null,
    request: {
      id: encodeId('callMessage', requestId),
      state: 'FAILED',
      code: refusal?.code ?? null,
      message: refusal?.message ?? null,
      metaError: refusal?.metaError ?? null,
    },
    ...nextOf(pair),
  });
}

/** Calls in a row that nobody picked up: the consumer is asked to reconsider, or loses patience. */
export function permissionNudged(pair: HeldPair): PermissionNews {
  const { ledger, limits } = pair;
  return newsOf(pair, 'call.permission.nudge', {
    state: permissionState(ledger),
    unanswered: ledger.unanswered.length,
    revokedAt: limits.revokeAt,
    ...nextOf(pair),
  });
}
