import type { BusinessNumber } from '../world/assets.js';
import {
  type AccountUpdate,
  accountUpdateSchema,
  NUMBER_EVENTS,
  type RESTRICTION_TYPES,
  type ViolationType,
} from './account-update-events.js';
import type { Webhook, WebhookSubject } from './webhook.js';

/** Samples of calling quality name no account: receivers go by `phone_number`. */
const NO_ENTRY_ID = '0';

export interface AccountRestriction {
  readonly type: (typeof RESTRICTION_TYPES)[number];
  /** Business time in milliseconds; a hidden button has none. */
  readonly expiresAtMs?: number | undefined;
  readonly remediation?: string | undefined;
}

/**
 * Any `account_update`: checked against the event's documented keys. Webhooks about a number carry
 * it where the event names one. `entry[].time` is always there.
 */
export function accountUpdate(about: WebhookSubject, update: AccountUpdate): Webhook {
  const value = accountUpdateSchema.parse(update);
  const number =
    'number' in about && NUMBER_EVENTS.has(value.event)
      ? { phone_number: about.number.displayPhoneNumber }
      : {};
  const isQuality = value.event === 'ACCOUNT_VIOLATION' || value.event === 'ACCOUNT_RESTRICTION';
  return {
    field: 'account_update',
    kind: value.event,
    about,
    value: { ...number, ...value },
    hasTime: true,
    ...(isQuality && 'number' in about ? { entryId: NO_ENTRY_ID } : {}),
    ...(isLowPickup(update) ? { isLowPickup: true } : {}),
  };
}

function isLowPickup(update: AccountUpdate): boolean {
  if (update.event === 'ACCOUNT_VIOLATION') {
    return update.violation_info.violation_type === 'USER_INITIATED_CALLS_LOW_PICKUP_RATE';
  }
  if (update.event !== 'ACCOUNT_RESTRICTION') return false;
  const hidden = 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN';
  return update.restriction_info.some((info) => info.restriction_type === hidden);
}

/** Early warning: quality is low, nothing is closed yet. */
export function accountViolation(
  number: BusinessNumber,
  violation: { readonly type: ViolationType; readonly remediation?: string | undefined },
): Webhook {
  const { remediation, type } = violation;
  return accountUpdate(
    { number },
    {
      event: 'ACCOUNT_VIOLATION',
      violation_info: {
        violation_type: type,
        ...(remediation === undefined ? {} : { remediation }),
      },
    },
  );
}

/** Enforcement: what the number may not do, and until when. */
export function accountRestriction(
  number: BusinessNumber,
  restrictions: readonly AccountRestriction[],
): Webhook {
  const infos = restrictions.map(({ expiresAtMs, remediation, type }) => ({
    restriction_type: type,
    ...(expiresAtMs === undefined ? {} : { expiration: Math.floor(expiresAtMs / 1000) }),
    ...(remediation === undefined ? {} : { remediation }),
  }));
  return accountUpdate({ number }, { event: 'ACCOUNT_RESTRICTION', restriction_info: infos });
}
