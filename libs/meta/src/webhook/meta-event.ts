import { type CallChange } from './call-changes.js';
import { type MetaConsumer, type MetaDirection } from './calls-value.js';

/** What an event is about, as far as its webhook says; whose it is follows from one of these. */
export interface MetaSubject {
  readonly phoneNumberId?: string;
  /** Digits only. */
  readonly displayPhoneNumber?: string;
  readonly wabaId?: string;
  /** A portfolio: ours for what concerns partners, else the customer's. */
  readonly businessId?: string;
}

interface Head {
  readonly subject: MetaSubject;
  /** Meta's time of it, in Unix milliseconds. */
  readonly atMs?: number;
  /** The same for copies of an event; it names no app, for every bound app gets a copy. */
  readonly dedupeKey: string;
  readonly consumer?: MetaConsumer;
}

/** A file of Meta's. Its address is valid for minutes; the id gives a new one. */
export interface MetaMedia {
  readonly id: string;
  /** In base64. */
  readonly sha256?: string;
  readonly mimeType?: string;
  readonly url?: string;
}

export interface MetaMessageError {
  readonly code: number;
  readonly title: string;
  readonly details?: string;
}

export interface MetaViolation {
  readonly type: string;
  readonly remediation?: string;
}

export interface MetaRestriction extends MetaViolation {
  /** Unix milliseconds; absent when it has no end. */
  readonly expiresAtMs?: number;
}

export interface MetaWabaInfo {
  readonly wabaId?: string;
  readonly ownerBusinessId?: string;
  readonly partnerAppId?: string;
  readonly solutionId?: string;
  readonly solutionPartnerBusinessIds?: readonly string[];
  readonly adAccountId?: string;
}

/** The settings that Meta tells of; others change without a webhook. */
export interface MetaCallingSettings {
  readonly status?: string;
  readonly callIconVisibility?: string;
  readonly callbackPermissionStatus?: string;
  readonly sipStatus?: string;
  readonly srtpKeyExchangeProtocol?: string;
}

type ChangeOf<Event extends CallChange['event']> = Extract<CallChange, { event: Event }>;

export type CallsDetail =
  | { readonly kind: 'calls.connect'; readonly change: ChangeOf<'connect'> }
  | { readonly kind: 'calls.status'; readonly change: ChangeOf<'status'> }
  | { readonly kind: 'calls.terminate'; readonly change: ChangeOf<'terminate'> }
  | {
      readonly kind: 'calls.call_created';
      readonly wacid: string;
      readonly direction: MetaDirection;
      readonly bizOpaqueCallbackData?: string;
    }
  | {
      readonly kind: 'calls.call_recording_available' | 'calls.call_transcription_available';
      readonly wacid: string;
      readonly media?: MetaMedia;
    };

export type MessagesDetail =
  | {
      readonly kind: 'messages.call_permission_reply';
      readonly messageId: string;
      readonly response: 'accept' | 'reject';
      readonly isPermanent?: boolean;
      /** Unix milliseconds. */
      readonly expiresAtMs?: number;
      readonly source?: 'user_action' | 'automatic';
      /** The request that it answers. */
      readonly requestMessageId?: string;
      /** The call that gave the permission by itself. */
      readonly wacid?: string;
    }
  | { readonly kind: 'messages.voicemail'; readonly wacid: string; readonly media?: MetaMedia }
  | {
      readonly kind: 'messages.status';
      readonly messageId: string;
      readonly status: 'sent' | 'delivered' | 'read' | 'failed';
      readonly errors: readonly MetaMessageError[];
      readonly bizOpaqueCallbackData?: string;
    }
  | {
      /** `consumer` is who it was before. */
      readonly kind: 'messages.user_changed_user_id';
      readonly messageId: string;
      readonly current: MetaConsumer;
    }
  /** Any other message of a user: it opens the customer service window; its content is not kept. */
  | { readonly kind: 'messages.received'; readonly messageId: string };

/** Events of `account_update` whose entry is our portfolio, not a WABA. */
export const PORTFOLIO_EVENTS = [
  'PARTNER_ADDED',
  'PARTNER_REMOVED',
  'PARTNER_APP_INSTALLED',
  'PARTNER_APP_UNINSTALLED',
  'AD_ACCOUNT_LINKED',
  'MM_LITE_TERMS_SIGNED',
] as const;
export type MetaPortfolioEvent = (typeof PORTFOLIO_EVENTS)[number];

type PlainAccountEvent =
  'ACCOUNT_DELETED' | 'ACCOUNT_OFFBOARDED' | 'ACCOUNT_RECONNECTED' | 'VERIFIED_ACCOUNT';

export type AccountDetail =
  | { readonly kind: `account_update.${PlainAccountEvent}` }
  | {
      readonly kind: 'account_update.ACCOUNT_VIOLATION';
      readonly violations: readonly MetaViolation[];
    }
  | {
      readonly kind: 'account_update.ACCOUNT_RESTRICTION';
      readonly restrictions: readonly MetaRestriction[];
    }
  | {
      readonly kind: `account_update.${MetaPortfolioEvent}`;
      readonly waba?: MetaWabaInfo;
      /** Of a number that is also in the WhatsApp Business app. */
      readonly disconnection?: { readonly reason?: string; readonly initiatedBy?: string };
    }
  | {
      readonly kind:
        | 'account_update.PARTNER_CLIENT_CERTIFICATION_NEEDED'
        | 'account_update.PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE';
      readonly clientBusinessId?: string;
      readonly status?: string;
      readonly rejectionReasons: readonly string[];
    }
  | {
      readonly kind: 'account_update.DISABLED_UPDATE';
      readonly banState?: string;
      /** A day in English words, as Meta writes it. */
      readonly banDate?: string;
    }
  | {
      readonly kind: 'account_update.BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE';
      readonly country?: string;
    }
  | {
      readonly kind: 'account_update.AUTH_INTL_PRICE_ELIGIBILITY_UPDATE';
      readonly startsAtMs?: number;
      readonly exceptions: readonly { readonly country: string; readonly startsAtMs?: number }[];
    }
  | {
      readonly kind: 'account_update.VOLUME_BASED_PRICING_TIER_UPDATE';
      readonly category?: string;
      /** Minutes or messages from:to, such as `50001:250000`. */
      readonly tier?: string;
      /** `2026-10`. */
      readonly effectiveMonth?: string;
      readonly region?: string;
      readonly updatedAtMs?: number;
    };

export type OtherDetail =
  | { readonly kind: 'account_settings_update'; readonly calling?: MetaCallingSettings }
  | {
      readonly kind: 'account_alerts';
      readonly entityType?: string;
      readonly entityId?: string;
      readonly severity?: string;
      readonly status?: string;
      readonly type?: string;
      readonly description?: string;
    }
  | { readonly kind: 'account_review_update'; readonly decision: string }
  | {
      readonly kind: 'phone_number_quality_update';
      readonly event?: string;
      readonly currentLimit?: string;
      readonly oldLimit?: string;
      /** `TIER_2K` or a number as text. */
      readonly maxDailyConversations?: string;
    }
  | {
      readonly kind: 'phone_number_name_update';
      readonly decision: string;
      readonly requestedName?: string;
      readonly rejectionReason?: string;
    }
  | {
      readonly kind: 'business_capability_update';
      /** `TIER_2K` or a number as text. */
      readonly maxDailyConversations?: string;
      readonly maxPhoneNumbersPerBusiness?: number;
      readonly maxPhoneNumbersPerWaba?: number;
    }
  | { readonly kind: 'security'; readonly event: string; readonly requester?: string }
  | {
      readonly kind: 'partner_solutions';
      readonly event: string;
      readonly solutionId: string;
      readonly status?: string;
    }
  | {
      readonly kind: 'message_template_status_update';
      readonly event: string;
      readonly templateId: string;
      readonly name?: string;
      readonly language?: string;
      readonly category?: string;
      readonly reason?: string;
    };

/** What this platform does not know: it is kept in the raw delivery, and counted. */
export interface UnknownDetail {
  readonly kind: 'unknown';
  readonly field: string;
  /** What Meta calls it within the field, where it says so. */
  readonly name?: string;
}

export type MetaEventDetail =
  CallsDetail | MessagesDetail | AccountDetail | OtherDetail | UnknownDetail;

type PartOf<Detail, Kind> = Detail extends { readonly kind: infer Own }
  ? Own & Kind extends never
    ? never
    : Omit<Detail, 'kind'> & { readonly kind: Own & Kind }
  : never;

/** What events of these kinds say. */
export type MetaDetailOf<Kind extends MetaEventDetail['kind']> = PartOf<MetaEventDetail, Kind>;

/** An event of a webhook of Meta's; kinds are Meta's own words: field, dot, event. */
export type MetaEvent = Head & MetaEventDetail;

export type MetaEventKind = MetaEvent['kind'];

/** What the parser of a field makes of an element. */
export interface ParsedEvent {
  readonly detail: MetaEventDetail;
  readonly about?: MetaSubject;
  /** Of what `entry[].id` is the id; a WABA unless said. */
  readonly entry?: 'waba' | 'portfolio';
  readonly atMs?: number | undefined;
  readonly consumer?: MetaConsumer;
  /** Without one, the key is made of the element's content. */
  readonly key?: string;
}
