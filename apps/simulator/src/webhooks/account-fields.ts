import { z } from 'zod';
import type { Webhook, WebhookSubject } from './webhook.js';

const digits = z.string().regex(/^\d+$/, 'digits only');

export const TIERS = [
  'TIER_50',
  'TIER_250',
  'TIER_2K',
  'TIER_10K',
  'TIER_100K',
  'TIER_NOT_SET',
  'TIER_UNLIMITED',
] as const;
const tier = z.enum(TIERS);

export const ALERT_TYPES = [
  'INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED',
  'INCREASED_CAPABILITIES_ELIGIBILITY_FAILED',
  'INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO',
  'OBA_APPROVED',
  'OBA_REJECTED',
  'PROFILE_PICTURE_LOST',
] as const;

/** The `value` of each field about accounts besides `account_update`; every webhook has a time. */
export const ACCOUNT_FIELDS = {
  /** No alert type is about calling. */
  account_alerts: z.strictObject({
    entity_type: z.enum(['BUSINESS', 'PHONE_NUMBER', 'CURRENT_STATUS_ID']),
    entity_id: digits,
    alert_info: z.strictObject({
      alert_severity: z.enum(['CRITICAL', 'INFORMATIONAL', 'WARNING']),
      alert_status: z.enum(['ACTIVE', 'NONE']),
      alert_type: z.enum(ALERT_TYPES),
      alert_description: z.string(),
    }),
  }),
  account_review_update: z.strictObject({
    decision: z.enum(['APPROVED', 'REJECTED', 'PENDING', 'DEFERRED']),
  }),
  phone_number_quality_update: z.strictObject({
    display_phone_number: digits,
    /** The page names the first two; older samples and changes of the limit have the others. */
    event: z.enum([
      'ONBOARDING',
      'THROUGHPUT_UPGRADE',
      'FLAGGED',
      'UNFLAGGED',
      'UPGRADE',
      'DOWNGRADE',
    ]),
    /** Both announced to go in February 2026. */
    old_limit: tier.optional(),
    current_limit: tier.optional(),
    max_daily_conversations_per_business: tier,
  }),
  phone_number_name_update: z.strictObject({
    display_phone_number: digits,
    decision: z.enum(['APPROVED', 'DEFERRED', 'PENDING', 'REJECTED']),
    requested_verified_name: z.string(),
    rejection_reason: z.string().nullable().default(null),
  }),
  business_capability_update: z.strictObject({
    /** The table has the tiers' names, the sample a number. */
    max_daily_conversations_per_business: z.union([tier, z.number().int()]),
    max_phone_numbers_per_business: z.number().int().optional(),
    max_phone_numbers_per_waba: z.number().int().optional(),
    /** Deprecated. */
    max_daily_conversation_per_phone: z.number().int().optional(),
  }),
  security: z.strictObject({
    display_phone_number: digits,
    event: z.enum(['PIN_CHANGED', 'PIN_RESET_REQUEST', 'PIN_REQUEST_SUCCESS']),
    /** Who asked for the reset of the PIN. */
    requester: z.string().optional(),
  }),
  partner_solutions: z.strictObject({
    event: z.enum(['SOLUTION_CREATED', 'SOLUTION_UPDATED']),
    solution_id: digits,
    solution_status: z.enum([
      'DRAFT',
      'INITIATED',
      'PENDING',
      'ACTIVE',
      'REJECTED',
      'PENDING_DEACTIVATION',
      'DEACTIVATED',
    ]),
  }),
  message_template_status_update: z.strictObject({
    event: z.enum([
      'APPROVED',
      'ARCHIVED',
      'UNARCHIVED',
      'DELETED',
      'DISABLED',
      'FLAGGED',
      'IN_APPEAL',
      'LIMIT_EXCEEDED',
      'LOCKED',
      'PAUSED',
      'PENDING',
      'REINSTATED',
      'PENDING_DELETION',
      'REJECTED',
    ]),
    message_template_id: z.number().int(),
    message_template_name: z.string(),
    message_template_language: z.string(),
    message_template_category: z.enum(['MARKETING', 'UTILITY', 'AUTHENTICATION']).optional(),
    /** Null when the template is to be deleted. */
    reason: z.string().nullable().default('NONE'),
    disable_info: z.strictObject({ disable_date: z.number().int() }).optional(),
    other_info: z.strictObject({ title: z.string(), description: z.string() }).optional(),
    rejection_info: z.strictObject({ reason: z.string(), recommendation: z.string() }).optional(),
  }),
} as const;

export type AccountField = keyof typeof ACCOUNT_FIELDS;
export type AccountFieldValue<F extends AccountField> = z.input<(typeof ACCOUNT_FIELDS)[F]>;

/** Whether this field's `value` is known key by key. */
export function isAccountField(field: string): field is AccountField {
  return Object.hasOwn(ACCOUNT_FIELDS, field);
}

/** A webhook of one of these fields, its `value` checked. */
export function accountFieldWebhook<F extends AccountField>(
  field: F,
  about: WebhookSubject,
  value: AccountFieldValue<F>,
): Webhook {
  const checked = ACCOUNT_FIELDS[field].parse(value);
  return { field, kind: field, about, value: checked, hasTime: true };
}
