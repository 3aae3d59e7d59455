import type { BusinessNumber, Waba } from '../world/assets.js';
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

/** A portfolio and those of its apps that are told. */
export interface Portfolio {
  readonly businessId: string;
  readonly appIds: readonly string[];
}

export interface AccountRestriction {
  readonly type: (typeof RESTRICTION_TYPES)[number];
  /** Business time in milliseconds; a hidden button has none. */
  readonly expiresAtMs?: number | undefined;
  readonly remediation?: string | undefined;
}

/** The client account a `PARTNER_*` event is about. */
export interface PartnerClient {
  readonly wabaId: string;
  readonly ownerBusinessId: string;
  readonly solutionId?: string | undefined;
  readonly solutionPartnerBusinessIds?: readonly string[] | undefined;
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

function wabaInfo(client: PartnerClient): {
  waba_id: string;
  owner_business_id: string;
  solution_id?: string;
  solution_partner_business_ids?: string[];
} {
  const { solutionId, solutionPartnerBusinessIds: partners } = client;
  return {
    waba_id: client.wabaId,
    owner_business_id: client.ownerBusinessId,
    ...(solutionId === undefined ? {} : { solution_id: solutionId }),
    ...(partners === undefined ? {} : { solution_partner_business_ids: [...partners] }),
  };
}

/** A client's account was shared with the partner. */
export function partnerAdded(partner: Portfolio, client: PartnerClient): Webhook {
  return accountUpdate(partner, { event: 'PARTNER_ADDED', waba_info: wabaInfo(client) });
}

/** A client's account is no longer shared. */
export function partnerRemoved(
  partner: Portfolio,
  client: PartnerClient,
  disconnection?: { readonly reason: string; readonly initiatedBy: string },
): Webhook {
  const info =
    disconnection === undefined
      ? {}
      : {
          disconnection_info: {
            reason: disconnection.reason,
            initiated_by: disconnection.initiatedBy,
          },
        };
  return accountUpdate(partner, { event: 'PARTNER_REMOVED', waba_info: wabaInfo(client), ...info });
}

/** A client granted the app permissions on its account. */
export function partnerAppInstalled(
  partner: Portfolio,
  client: PartnerClient,
  appId: string,
): Webhook {
  const info = { ...wabaInfo(client), partner_app_id: appId };
  return accountUpdate(partner, { event: 'PARTNER_APP_INSTALLED', waba_info: info });
}

/** A client took them back; the solution is not named any more. */
export function partnerAppUninstalled(
  partner: Portfolio,
  client: PartnerClient,
  appId: string,
): Webhook {
  const { ownerBusinessId, wabaId } = client;
  const info = { ...wabaInfo({ wabaId, ownerBusinessId }), partner_app_id: appId };
  return accountUpdate(partner, { event: 'PARTNER_APP_UNINSTALLED', waba_info: info });
}

/** How the verification of a client's business went. */
export function clientCertification(
  waba: Waba,
  result: {
    readonly clientBusinessId: string;
    readonly status: 'PENDING' | 'APPROVED' | 'FAILED' | 'DISCARDED' | 'REVOKED';
    readonly rejectionReasons?: readonly string[];
  },
): Webhook {
  return accountUpdate(
    { waba },
    {
      event: 'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE',
      partner_client_certification_info: {
        client_business_id: result.clientBusinessId,
        status: result.status,
        rejection_reasons: [...(result.rejectionReasons ?? ['NONE'])],
      },
    },
  );
}
