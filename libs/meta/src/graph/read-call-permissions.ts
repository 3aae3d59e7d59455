import { z } from 'zod';
import { defined, instant, lenient, lenientList, text } from '../webhook/lenient.js';
import type { GraphClient, GraphNumber } from './graph-client.js';
import type { MetaError } from './meta-error.js';

/** A limit of an action as Meta counts it. */
export interface MetaPermissionLimit {
  /** `start_call` or `send_call_permission_request`. */
  readonly action: string;
  /** ISO 8601: `PT24H`, `P7D`. */
  readonly period: string;
  readonly limit: number;
  readonly used: number;
  /** When it is free again, Unix milliseconds; only where it is used up. */
  readonly freeAtMs?: number;
}

/** What Meta holds between a number and a consumer. */
export interface MetaCallPermission {
  readonly status: 'no_permission' | 'temporary' | 'permanent';
  /** Unix milliseconds; of a temporary permission. */
  readonly expiresAtMs?: number;
  /** By Meta's name of the action, whether it is possible now. */
  readonly canPerform: Readonly<Record<string, boolean>>;
  readonly limits: readonly MetaPermissionLimit[];
}

export type PermissionRead =
  | { readonly kind: 'read'; readonly permission: MetaCallPermission }
  | { readonly kind: 'refused'; readonly error: MetaError }
  | { readonly kind: 'not_sent' | 'unknown'; readonly reason: string };

const limitSchema = z.object({
  time_period: text,
  max_allowed: z.coerce.number().int(),
  current_usage: z.coerce.number().int(),
  limit_expiration_time: lenient(instant),
});

const actionSchema = z.object({
  action_name: text,
  can_perform_action: lenient(z.boolean()),
  limits: lenientList(limitSchema),
});

const replySchema = z.object({
  permission: z.object({
    status: text
      .transform((word) => word.toLowerCase())
      .pipe(z.enum(['no_permission', 'temporary', 'permanent'])),
    // Meta's sample has the first name, its table the second.
    expiration_time: lenient(instant),
    expiration: lenient(instant),
  }),
  actions: lenientList(actionSchema),
});

function permissionOf({ permission, actions }: z.output<typeof replySchema>): MetaCallPermission {
  const { status, expiration_time, expiration } = permission;
  return {
    status,
    ...defined({ expiresAtMs: expiration_time ?? expiration }),
    canPerform: Object.fromEntries(
      actions.flatMap(({ action_name, can_perform_action: can }) =>
        can === undefined ? [] : [[action_name, can]],
      ),
    ),
    limits: actions.flatMap(({ action_name: action, limits }) =>
      limits.map((limit) => ({
        action,
        period: limit.time_period,
        limit: limit.max_allowed,
        used: limit.current_usage,
        ...defined({ freeAtMs: limit.limit_expiration_time }),
      })),
    ),
  };
}

/**
 * `GET /{phone-number-id}/call_permissions`: what Meta holds between the number and a consumer, by
 * WhatsApp number or business-scoped user id. Too many in a second are refused (613).
 * https://developers.facebook.com/docs/whatsapp/cloud-api/calling/user-call-permissions
 */
export async function readCallPermissions(
  client: GraphClient,
  number: GraphNumber,
  consumer: { readonly waId?: string | undefined; readonly userId?: string | undefined },
): Promise<PermissionRead> {
  const { waId, userId } = consumer;
  const query = new URLSearchParams(
    waId === undefined ? { recipient: userId ?? '' } : { user_wa_id: waId },
  );
  const outcome = await client.request({
    method: 'GET',
    path: `/${encodeURIComponent(number.phoneNumberId)}/call_permissions?${query.toString()}`,
    accessToken: number.accessToken,
    action: 'read_call_permissions',
  });
  if (outcome.kind !== 'done') return outcome;
  const reply = replySchema.safeParse(outcome.body).data;
  return reply === undefined
    ? { kind: 'unknown', reason: 'an answer without a permission' }
    : { kind: 'read', permission: permissionOf(reply) };
}
