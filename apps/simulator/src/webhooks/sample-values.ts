import type { AccountUpdate } from './account-update-events.js';
import type { AccountField, AccountFieldValue } from './account-fields.js';
import type { WebhookValue } from './webhook.js';

/** The account, portfolio and template of Meta's dashboard tests, which exist nowhere. */
const WABA = '100000000000001';
const OWNER = '200000000000001';
const PHONE = '16505551111';
const USER = '16315551181';
const AT = 1_790_000_000;

const metadata = { display_phone_number: PHONE, phone_number_id: '123456123' };
const contacts = [{ profile: { name: 'test user name' }, wa_id: USER, user_id: 'US.123456' }];

/** One `value` of each event of `account_update`. */
export const SAMPLE_ACCOUNT_UPDATES: readonly AccountUpdate[] = [
  {
    event: 'ACCOUNT_VIOLATION',
    violation_info: { violation_type: 'LOW_BUSINESS_INITIATED_CALLING_QUALITY' },
  },
  {
    event: 'ACCOUNT_RESTRICTION',
    restriction_info: [
      { restriction_type: 'RESTRICTED_BUSINESS_INITIATED_CALLING', expiration: AT + 604_800 },
    ],
  },
  {
    event: 'PARTNER_ADDED',
    waba_info: {
      waba_id: WABA,
      owner_business_id: OWNER,
      solution_id: '300000000000001',
      solution_partner_business_ids: ['400000000000001', '400000000000002'],
    },
  },
  {
    event: 'PARTNER_REMOVED',
    waba_info: { waba_id: WABA, owner_business_id: OWNER },
    disconnection_info: { reason: 'BUSINESS_DOWNGRADE', initiated_by: 'CLIENT_BUSINESS' },
  },
  {
    event: 'PARTNER_APP_INSTALLED',
    waba_info: { waba_id: WABA, owner_business_id: OWNER, partner_app_id: '500000000000001' },
  },
  {
    event: 'PARTNER_APP_UNINSTALLED',
    waba_info: { waba_id: WABA, owner_business_id: OWNER, partner_app_id: '500000000000001' },
  },
  {
    event: 'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE',
    partner_client_certification_info: { client_business_id: OWNER, status: 'APPROVED' },
  },
  {
    event: 'PARTNER_CLIENT_CERTIFICATION_NEEDED',
    partner_client_certification_info: { client_business_id: OWNER, status: 'PENDING' },
  },
  { event: 'ACCOUNT_DELETED' },
  { event: 'ACCOUNT_OFFBOARDED' },
  { event: 'ACCOUNT_RECONNECTED' },
  { event: 'VERIFIED_ACCOUNT' },
  {
    event: 'DISABLED_UPDATE',
    ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE', waba_ban_date: 'April 17, 2025' },
  },
  { event: 'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE', country: 'KE' },
  {
    event: 'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE',
    auth_international_rate_eligibility: {
      start_time: AT,
      exception_countries: [{ country_code: 'IN', start_time: AT + 86_400 }],
    },
  },
  {
    event: 'VOLUME_BASED_PRICING_TIER_UPDATE',
    volume_tier_info: {
      tier_update_time: AT,
      pricing_category: 'CALLING',
      tier: '50001:250000',
      effective_month: '2026-10',
      region: 'Kenya',
    },
  },
  {
    event: 'AD_ACCOUNT_LINKED',
    waba_info: { waba_id: WABA, ad_account_linked: '600000000000001', owner_business_id: OWNER },
  },
  { event: 'MM_LITE_TERMS_SIGNED', waba_info: { waba_id: WABA, owner_business_id: OWNER } },
];

type AccountSamples = { readonly [F in AccountField]: AccountFieldValue<F> };

/** One `value` of each other field about accounts. */
export const SAMPLE_ACCOUNT_FIELDS: AccountSamples = {
  account_alerts: {
    entity_type: 'BUSINESS',
    entity_id: OWNER,
    alert_info: {
      alert_severity: 'WARNING',
      alert_status: 'ACTIVE',
      alert_type: 'INCREASED_CAPABILITIES_ELIGIBILITY_FAILED',
      alert_description: 'The limits of this business cannot be raised for now.',
    },
  },
  account_review_update: { decision: 'APPROVED' },
  phone_number_quality_update: {
    display_phone_number: PHONE,
    event: 'THROUGHPUT_UPGRADE',
    max_daily_conversations_per_business: 'TIER_UNLIMITED',
  },
  phone_number_name_update: {
    display_phone_number: PHONE,
    decision: 'APPROVED',
    requested_verified_name: 'Acme',
    rejection_reason: null,
  },
  business_capability_update: {
    max_daily_conversations_per_business: 2000,
    max_phone_numbers_per_business: 25,
  },
  security: { display_phone_number: PHONE, event: 'PIN_RESET_REQUEST', requester: OWNER },
  partner_solutions: {
    event: 'SOLUTION_CREATED',
    solution_id: '300000000000001',
    solution_status: 'INITIATED',
  },
  message_template_status_update: {
    event: 'APPROVED',
    message_template_id: 700_000_000_000_001,
    message_template_name: 'call_permission',
    message_template_language: 'en_US',
    message_template_category: 'UTILITY',
    reason: 'NONE',
  },
};

const SAMPLE_CALL: WebhookValue = {
  messaging_product: 'whatsapp',
  metadata,
  contacts,
  calls: [
    {
      id: 'wacid.HBgLMTYzMTU1NTExODEVAgASGCA',
      from: USER,
      to: PHONE,
      from_user_id: 'US.123456',
      event: 'terminate',
      direction: 'USER_INITIATED',
      timestamp: String(AT),
      status: 'COMPLETED',
    },
  ],
};

const SAMPLE_MESSAGE: WebhookValue = {
  messaging_product: 'whatsapp',
  metadata,
  contacts,
  messages: [
    {
      from: USER,
      id: 'wamid.HBgLMTYzMTU1NTExODEVAgASGBQ',
      timestamp: String(AT),
      type: 'text',
      text: { body: 'this is a text message' },
    },
  ],
};

const SAMPLE_SETTINGS: WebhookValue = {
  messaging_product: 'whatsapp',
  timestamp: String(AT),
  type: 'phone_number_settings',
  phone_number_settings: {
    phone_number_id: metadata.phone_number_id,
    calling: { status: 'ENABLED', call_icon_visibility: 'DEFAULT' },
  },
};

/** What the dashboard's test button sends of a field; fields nobody here knows are empty. */
export function sampleValue(field: string): WebhookValue {
  const samples: Readonly<Record<string, WebhookValue>> = {
    ...SAMPLE_ACCOUNT_FIELDS,
    account_update: { phone_number: PHONE, event: 'VERIFIED_ACCOUNT' },
    calls: SAMPLE_CALL,
    messages: SAMPLE_MESSAGE,
    account_settings_update: SAMPLE_SETTINGS,
  };
  return samples[field] ?? {};
}
