import type { BusinessNumber, Consumer } from '../../world/assets.js';
import {
  DAY_MS,
  limitsOf,
  type PermissionLimits,
  WEEK_MS,
} from '../../world/permissions/permission-limits.js';
import { PermissionPair, type PermissionState } from '../../world/permissions/permission-pair.js';
import type { RollingCount } from '../../world/permissions/rolling-count.js';
import { restrictionOf } from '../../world/restrictions/active-restrictions.js';
import type { Switches } from '../../world/switches.js';
import type { World } from '../../world/world.js';

interface LimitView {
  readonly time_period: string;
  readonly max_allowed: number;
  readonly current_usage: number;
  /** UNIX seconds; only at the limit. */
  readonly limit_expiration_time?: number;
}

interface Period {
  readonly name: 'PT24H' | 'P7D';
  readonly ms: number;
  readonly max: number;
}

function viewLimit(count: RollingCount, { max, ms, name }: Period, nowMs: number): LimitView {
  const freeAtMs = count.freeAtMs(nowMs, ms, max);
  return {
    time_period: name,
    max_allowed: max,
    current_usage: count.usage(nowMs, ms),
    ...(freeAtMs === undefined ? {} : { limit_expiration_time: Math.ceil(freeAtMs / 1000) }),
  };
}

function isFree({ current_usage, max_allowed }: LimitView): boolean {
  return current_usage < max_allowed;
}

function viewState(
  { expiresAtMs, status }: PermissionState,
  key: Switches['permissionExpiryKey'],
): object {
  return {
    status,
    ...(expiresAtMs === undefined ? {} : { [key]: Math.floor(expiresAtMs / 1000) }),
  };
}

function viewActions(
  pair: PermissionPair,
  limits: PermissionLimits,
  { isPaused, nowMs }: { readonly isPaused: boolean; readonly nowMs: number },
): unknown[] {
  const { status } = pair.state(nowMs);
  const { connectedPerDay, requestsPerDay, requestsPerWeek } = limits;
  const requests = [
    viewLimit(pair.requestCount, { name: 'PT24H', ms: DAY_MS, max: requestsPerDay }, nowMs),
    viewLimit(pair.requestCount, { name: 'P7D', ms: WEEK_MS, max: requestsPerWeek }, nowMs),
  ];
  const calls = [
    viewLimit(pair.connectedCount, { name: 'PT24H', ms: DAY_MS, max: connectedPerDay }, nowMs),
  ];
  return [
    {
      action_name: 'send_call_permission_request',
      can_perform_action: !isPaused && status !== 'permanent' && requests.every(isFree),
      limits: requests,
    },
    {
      action_name: 'start_call',
      can_perform_action: !isPaused && status !== 'no_permission' && calls.every(isFree),
      limits: calls,
    },
  ];
}

/**
 * The reply of `call_permissions`: the permission, what may be done now and what of the limits is
 * used. `consumer` is undefined for whom cannot be called. Meta's page "Obtain user call
 * permissions".
 */
export function viewPermission(
  { clock, permissions, switches }: World,
  number: BusinessNumber,
  consumer: Consumer | undefined,
): unknown {
  const pair = consumer === undefined ? new PermissionPair() : permissions.pair(number, consumer);
  const nowMs = clock.nowMs();
  const isPaused = restrictionOf(number, 'business_calls', nowMs) !== undefined;
  return {
    messaging_product: 'whatsapp',
    permission: viewState(pair.state(nowMs), switches.permissionExpiryKey),
    actions: viewActions(pair, limitsOf(number), { isPaused, nowMs }),
  };
}
