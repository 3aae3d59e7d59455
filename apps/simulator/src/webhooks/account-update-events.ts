import { z } from 'zod';

const digits = z.string().regex(/^\d+$/, 'digits only');
/** UNIX seconds. */
const seconds = z.number().int().positive();

export const VIOLATION_TYPES = [
  'LOW_BUSINESS_INITIATED_CALLING_QUALITY',
  'LOW_USER_INITIATED_CALLING_QUALITY',
  'USER_INITIATED_CALLS_LOW_PICKUP_RATE',
] as const;
export type ViolationType = (typeof VIOLATION_TYPES)[number];

export const RESTRICTION_TYPES = [
  'RESTRICTED_BUSINESS_INITIATED_CALLING',
  'RESTRICTED_USER_INITIATED_CALLING',
  'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN',
  'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING',
  'RESTRICTED_BIZ_INITIATED_MESSAGING',
  'RESTRICTED_CUSTOMER_INITIATED_MESSAGING',
  'RESTRICTED_ADD_PHONE_NUMBER_ACTION',
  'RESTRICTED_UTILITY_TEMPLATES',
  'RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES',
] as const;

const wabaInfo = {
  waba_id: digits,
  owner_business_id: digits,
  /** Only when the client came in through a multi-partner solution. */
  solution_id: digits.optional(),
  solution_partner_business_ids: z.array(digits).optional(),
};

/** The `value` of `account_update` without `phone_number`, event by event. */
export const accountUpdateSchema = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('ACCOUNT_VIOLATION'),
    violation_info: z.strictObject({
      /** Calling's own types are in VIOLATION_TYPES; messaging has others, e.g. SCAM. */
      violation_type: z.string(),
      remediation: z.string().optional(),
    }),
  }),
  z.strictObject({
    event: z.literal('ACCOUNT_RESTRICTION'),
    restriction_info: z
      .array(
        z.strictObject({
          restriction_type: z.enum(RESTRICTION_TYPES),
          expiration: seconds.optional(),
          remediation: z.string().optional(),
        }),
      )
      .min(1),
  }),
  z.strictObject({ event: z.literal('PARTNER_ADDED'), waba_info: z.strictObject(wabaInfo) }),
  z.strictObject({
    event: z.literal('PARTNER_REMOVED'),
    waba_info: z.strictObject(wabaInfo),
    /** Of a number that was in the WhatsApp Business app too. */
    disconnection_info: z.strictObject({ reason: z.string(), initiated_by: z.string() }).optional(),
  }),
  z.strictObject({
    event: z.literal('PARTNER_APP_INSTALLED'),
    waba_info: z.strictObject({ ...wabaInfo, partner_app_id: digits }),
  }),
  z.strictObject({
    event: z.literal('PARTNER_APP_UNINSTALLED'),
    waba_info: z.strictObject({ ...wabaInfo, partner_app_id: digits }),
  }),
  z.strictObject({
    event: z.enum([
      'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE',
      'PARTNER_CLIENT_CERTIFICATION_NEEDED',
    ]),
    partner_client_certification_info: z.strictObject({
      client_business_id: digits,
      status: z.enum(['PENDING', 'APPROVED', 'FAILED', 'DISCARDED', 'REVOKED']),
      /** `["NONE"]` when approved. */
      rejection_reasons: z.array(z.string()).default(['NONE']),
    }),
  }),
  z.strictObject({
    event: z.enum(['ACCOUNT_DELETED', 'ACCOUNT_OFFBOARDED', 'ACCOUNT_RECONNECTED']),
  }),
  z.strictObject({ event: z.literal('VERIFIED_ACCOUNT') }),
  z.strictObject({
    event: z.literal('DISABLED_UPDATE'),
    ban_info: z.strictObject({
      waba_ban_state: z.enum(['SCHEDULE_FOR_DISABLE', 'DISABLE', 'REINSTATE']),
      /** As Meta writes it: `April 17, 2025`. */
      waba_ban_date: z.string().regex(/^[A-Z][a-z]+ \d{1,2}, \d{4}$/, 'such as April 17, 2025'),
    }),
  }),
  z.strictObject({
    event: z.literal('BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE'),
    country: z.string().length(2),
  }),
  z.strictObject({
    event: z.literal('AUTH_INTL_PRICE_ELIGIBILITY_UPDATE'),
    auth_international_rate_eligibility: z.strictObject({
      start_time: seconds,
      exception_countries: z
        .array(z.strictObject({ country_code: z.string().length(2), start_time: seconds }))
        .default([]),
    }),
  }),
  z.strictObject({
    event: z.literal('VOLUME_BASED_PRICING_TIER_UPDATE'),
    volume_tier_info: z.strictObject({
      tier_update_time: seconds,
      /** `CALLING` for the tiers of calls. */
      pricing_category: z.string().default('CALLING'),
      /** Minutes or messages, from and to: `50001:250000`. */
      tier: z.string().regex(/^\d+:\d*$/),
      effective_month: z.string().regex(/^\d{4}-\d{2}$/),
      region: z.string(),
    }),
  }),
  z.strictObject({
    event: z.literal('AD_ACCOUNT_LINKED'),
    waba_info: z.strictObject({
      waba_id: digits,
      ad_account_linked: digits,
      owner_business_id: digits,
    }),
  }),
  z.strictObject({
    event: z.literal('MM_LITE_TERMS_SIGNED'),
    waba_info: z.strictObject({ waba_id: digits, owner_business_id: digits }),
  }),
]);

/** As a caller may write it, defaults left out. */
export type AccountUpdate = z.input<typeof accountUpdateSchema>;
export type AccountUpdateEvent = AccountUpdate['event'];

/** Events whose `entry[].id` is a portfolio and not a WABA. */
export const PORTFOLIO_EVENTS: ReadonlySet<AccountUpdateEvent> = new Set<AccountUpdateEvent>([
  'PARTNER_ADDED',
  'PARTNER_REMOVED',
  'PARTNER_APP_INSTALLED',
  'PARTNER_APP_UNINSTALLED',
  'AD_ACCOUNT_LINKED',
  'MM_LITE_TERMS_SIGNED',
]);

/** Events that name the number they are about. */
export const NUMBER_EVENTS: ReadonlySet<AccountUpdateEvent> = new Set<AccountUpdateEvent>([
  'ACCOUNT_VIOLATION',
  'ACCOUNT_RESTRICTION',
  'VERIFIED_ACCOUNT',
]);
