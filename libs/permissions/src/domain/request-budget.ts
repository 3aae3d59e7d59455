import { type MetaFigure, SEND_REQUEST } from './meta-figure.js';
import { type LedgerEntry } from './permission-entry.js';
import type { PermissionLimits } from './permission-limits.js';

/** How many requests were sent within one period. */
export interface RequestCount {
  readonly used: number;
  readonly limit: number;
  readonly periodMs: number;
}

/** Whether another permission request may be sent, by the counts of both periods. */
export interface RequestBudget {
  readonly day: RequestCount;
  readonly week: RequestCount;
  /** When the next one may be sent; null when at once. */
  readonly retryAt: Date | null;
  /** Who counted what forbids it, or what allows it. */
  readonly source: 'OURS' | 'META';
}

export interface BudgetInput {
  readonly entries: readonly LedgerEntry[];
  readonly connectedAt: Date | null;
  readonly metaFigure: MetaFigure | null;
  readonly metaAskedAt: Date | null;
  readonly limits: PermissionLimits;
  readonly now: Date;
}

/** From when on there are fewer than `limit` in the period; undefined when that is so already. */
function freeAt(times: readonly number[], limit: number, periodMs: number): number | undefined {
  if (times.length < limit) return undefined;
  const blocking = times[times.length - limit];
  return blocking === undefined ? Infinity : blocking + periodMs;
}

/** Meta's count, as long as nothing has happened since that would have changed it. */
function metaSays(input: BudgetInput, lastAtMs: number): number | null | undefined {
  const { metaFigure, metaAskedAt, connectedAt, now } = input;
  if (metaFigure === null || metaAskedAt === null) return undefined;
  const askedAtMs = metaAskedAt.getTime();
  if (askedAtMs <= Math.max(lastAtMs, connectedAt?.getTime() ?? -Infinity)) return undefined;
  const counted = metaFigure.limits.filter(({ action }) => action === SEND_REQUEST);
  if (counted.length === 0) return undefined;
  const full = counted.filter(({ used, limit }) => used >= limit);
  const until = Math.max(-Infinity, ...full.map(({ freeAtMs }) => freeAtMs ?? -Infinity));
  return until > now.getTime() ? until : null;
}

/**
 * The budget of permission requests: 1 in 24 hours and 2 in 7 days, reset by any call between the two
 * that was picked up. Where Meta has counted since our last request, its word wins.
 * Meta: calling/user-call-permissions, "Limits".
 */
export function requestBudget(input: BudgetInput): RequestBudget {
  const { entries, connectedAt, limits, now } = input;
  const { dayMs, weekMs, requestsPerDay, requestsPerWeek } = limits;
  const nowMs = now.getTime();
  const resetMs = connectedAt?.getTime() ?? -Infinity;
  const sent = entries
    .filter(({ kind }) => kind === 'REQUESTED')
    .map(({ at }) => at.getTime())
    .filter((atMs) => atMs > resetMs)
    .sort((a, b) => a - b);
  const within = (periodMs: number): number[] => sent.filter((atMs) => atMs > nowMs - periodMs);
  const [today, thisWeek] = [within(dayMs), within(weekMs)];
  const ours = [
    freeAt(today, requestsPerDay, dayMs) ?? -Infinity,
    freeAt(thisWeek, requestsPerWeek, weekMs) ?? -Infinity,
  ];
  const metas = metaSays(input, sent.at(-1) ?? -Infinity);
  const retryMs = metas === undefined ? Math.max(...ours) : (metas ?? -Infinity);
  return {
    day: { used: today.length, limit: requestsPerDay, periodMs: dayMs },
    week: { used: thisWeek.length, limit: requestsPerWeek, periodMs: weekMs },
    retryAt: Number.isFinite(retryMs) && retryMs > nowMs ? new Date(retryMs) : null,
    source: metas === undefined ? 'OURS' : 'META',
  };
}
