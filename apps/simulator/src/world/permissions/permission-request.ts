import { WEEK_MS } from './permission-limits.js';

export type Decision = 'accept-temporary' | 'accept-permanent' | 'reject';

/** A call permission request as the user's app keeps it. */
export interface PermissionRequest {
  /** Id of the message that carried it. */
  readonly wamid: string;
  readonly sentAtMs: number;
  deliveredAtMs: number | undefined;
  decision: Decision | undefined;
  decidedAtMs: number | undefined;
  /** The user has answered a newer request. */
  isSuperseded: boolean;
}

/** Why the user can no longer answer the request; undefined while they can, also once more. */
export function expiryOf(request: PermissionRequest, nowMs: number): string | undefined {
  const { decidedAtMs, deliveredAtMs, isSuperseded } = request;
  if (deliveredAtMs === undefined) return 'the request has not reached the user';
  if (isSuperseded) return 'the user has answered a newer request';
  if (nowMs < (decidedAtMs ?? deliveredAtMs) + WEEK_MS) return undefined;
  return decidedAtMs === undefined
    ? 'the request was delivered more than 7 days ago'
    : 'the request was answered more than 7 days ago';
}
