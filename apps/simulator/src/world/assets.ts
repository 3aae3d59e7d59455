import type { CallingSettings } from './calling-settings.js';

/** An app in Meta's developer portal. */
export interface MetaApp {
  /** Our short name of it, also the last part of its default webhook URL. */
  readonly appKey: string;
  readonly appId: string;
  readonly name: string;
  readonly appSecret: string;
  verifyToken: string;
  /** Set by `POST /{app-id}/subscriptions`; else `WEBHOOK_BASE_URL/webhooks/meta/<appKey>`. */
  callbackUrl: string | undefined;
  /** Webhook fields the app is subscribed to. */
  fields: Set<string>;
}

/** A business portfolio: the partner's own or a client's. */
export interface Business {
  readonly businessId: string;
  readonly name: string;
  readonly isPartner: boolean;
}

/** Where webhooks go instead of the app's own URL. */
export interface WebhookOverride {
  readonly uri: string;
  readonly verifyToken: string;
}

/** An app's subscription to a WABA. */
export interface AppSubscription {
  readonly override: WebhookOverride | undefined;
  /** What the token that subscribed it may; undefined: everything. */
  readonly scopes?: ReadonlySet<string> | undefined;
}

/** A WhatsApp Business Account. */
export interface Waba {
  readonly wabaId: string;
  readonly businessId: string;
  readonly name: string;
  /** Set anew when a line of credit is attached. */
  currency: string;
  readonly timeZone: string;
  hasPaymentMethod: boolean;
  /** Apps subscribed to the account's webhooks, by app id. */
  readonly subscribedApps: Map<string, AppSubscription>;
}

export type MessagingLimit = 'TIER_250' | 'TIER_2K' | 'TIER_10K' | 'TIER_100K' | 'TIER_UNLIMITED';

export type RestrictionType =
  | 'RESTRICTED_BUSINESS_INITIATED_CALLING'
  | 'RESTRICTED_USER_INITIATED_CALLING'
  | 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN'
  | 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING';

export interface Restriction {
  readonly type: RestrictionType;
  readonly reason: string;
  readonly expiresAtMs: number | undefined;
}

/** A business phone number and all that Meta keeps of it. */
export interface BusinessNumber {
  readonly phoneNumberId: string;
  /** Digits without plus. */
  readonly displayPhoneNumber: string;
  readonly wabaId: string;
  /** ISO 3166 alpha-2 of the number. */
  readonly country: string | undefined;
  verifiedName: string;
  messagingLimit: MessagingLimit;
  qualityRating: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN';
  accountMode: 'LIVE' | 'SANDBOX';
  /** The allow-list of a public test number; null: everybody. */
  recipients: ReadonlySet<string> | null;
  isRegistered: boolean;
  pin: string | undefined;
  codeVerificationStatus: 'VERIFIED' | 'NOT_VERIFIED';
  /** Where its webhooks go instead, by the id of the app that said so. */
  readonly webhookOverrides: Map<string, WebhookOverride>;
  /** What was ever set; an untouched number has none of it. */
  calling: CallingSettings;
  /** Settings without anything to do with calls, by their JSON name, as they were given. */
  otherSettings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  restrictions: Restriction[];
}

/** A person with WhatsApp. */
export interface Consumer {
  /** Phone number, digits without plus. */
  readonly waId: string;
  /** Business-scoped user id, e.g. `KE.1234`. */
  readonly userId: string;
  readonly parentUserId: string | undefined;
  readonly name: string;
  readonly username: string | undefined;
  readonly country: string | undefined;
  readonly isNumberHidden: boolean;
  readonly isCallable: boolean;
  readonly hasOldClient: boolean;
}
