import { Counter } from 'prom-client';
import type { TenantTransaction } from '#patchbay/database';
import { type DeliveryDoorbell, recordMessage } from '#patchbay/fanout';
import { type Clock, type Logger, metrics } from '#patchbay/kernel';
import type { MetaCallPermission } from '#patchbay/meta';
import { compareLimits, type NumberView } from '#patchbay/numbers';
import { ledgerAt } from '../domain/ledger.js';
import { type MetaFigure, SEND_REQUEST, START_CALL } from '../domain/meta-figure.js';
import { differsFrom } from '../domain/meta-difference.js';
import { saveMetaFigure } from '../persistence/ledger.repository.js';
import { enter, type HeldPair, holdPair } from './change-ledger.js';
import { permissionUpdated } from './permission-news.js';

const STATUSES = { no_permission: 'NONE', temporary: 'TEMPORARY', permanent: 'PERMANENT' } as const;

const reconciled = new Counter({
  name: 'patchbay_permission_reconciled_total',
  help: "Meta's figures of permissions that were compared with the ledger, by what they said.",
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

/** Meta's answer as it is kept. */
export function figureOf({
  status,
  expiresAtMs,
  canPerform,
  limits,
}: MetaCallPermission): MetaFigure {
  const canCall = canPerform[START_CALL];
  const canRequest = canPerform[SEND_REQUEST];
  return {
    status: STATUSES[status],
    limits,
    ...(expiresAtMs !== undefined && { expiresAtMs }),
    ...(canCall !== undefined && { canCall }),
    ...(canRequest !== undefined && { canRequest }),
  };
}

export interface FigureToTake {
  readonly number: NumberView;
  readonly consumerId: string;
  readonly figure: MetaFigure;
  /** When Meta was asked: what was told of later moments stays. */
  readonly askedAt: Date;
}

export interface TakeMetaFigureParts {
  readonly clock: Clock;
  readonly doorbell: DeliveryDoorbell | undefined;
  readonly logger?: Pick<Logger, 'warn'> | undefined;
}

/** The second in which Meta was asked: its webhooks have no finer time, and are the later word. */
function wholeSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}

/**
 * Takes Meta's figure over: it wins. A difference becomes a line of the ledger and a message to the
 * tenant; without one only the figure is kept.
 */
export async function takeMetaFigure(
  tx: TenantTransaction,
  { clock, doorbell, logger }: TakeMetaFigureParts,
  { number, consumerId, figure, askedAt }: FigureToTake,
): Promise<HeldPair> {
  const held = await holdPair(tx, clock, { number, consumerId });
  const before = { ...held, ledger: ledgerAt(held.record, held.limits, askedAt) };
  await saveMetaFigure(tx, { numberId: number.id, consumerId }, { figure, askedAt });
  const { profile } = number;
  await compareLimits(tx, { profile, at: askedAt, logger }, figure.limits);
  const at = wholeSecond(askedAt);
  const isOvertaken = (before.ledger.decision?.at ?? at) > at;
  if (isOvertaken || !differsFrom(before.ledger, figure)) {
    reconciled.inc({ outcome: isOvertaken ? 'overtaken' : 'same' });
    return held;
  }
  reconciled.inc({ outcome: before.ledger.isUnknown ? 'learned' : 'different' });
  const { status, expiresAtMs } = figure;
  const endsAtMs = expiresAtMs ?? at.getTime() + held.limits.temporaryMs;
  const after = await enter(tx, clock, held, {
    kind: 'RECONCILED',
    key: askedAt.toISOString(),
    source: 'META',
    at,
    expiresAt: status === 'TEMPORARY' ? new Date(endsAtMs) : null,
    detail: { status, previous: before.ledger.status },
  });
  if (after !== held && after.ledger.status !== before.ledger.status) {
    const news = permissionUpdated(before, after, 'META');
    const message = { ...news, callId: null, occurredAt: askedAt, traceparent: null };
    await recordMessage(tx, clock, message, doorbell);
  }
  return after;
}
