import { z } from 'zod';
import { constant, defined, idText, instant, lenient, lenientOne, text } from './lenient.js';
import { type MetaCallingSettings, type ParsedEvent } from './meta-event.js';
import { subjectOfDisplay } from './number-value.js';

const count = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,9}$/)]);
const limit = idText.transform((word) => word.toUpperCase());

const callingSchema = z
  .object({
    status: lenient(constant),
    call_icon_visibility: lenient(constant),
    callback_permission_status: lenient(constant),
    sip: lenientOne(z.object({ status: lenient(constant) })),
    srtp_key_exchange_protocol: lenient(constant),
  })
  .transform((calling): MetaCallingSettings => {
    return defined({
      status: calling.status,
      callIconVisibility: calling.call_icon_visibility,
      callbackPermissionStatus: calling.callback_permission_status,
      sipStatus: calling.sip?.status,
      srtpKeyExchangeProtocol: calling.srtp_key_exchange_protocol,
    });
  });

const settings = z
  .object({
    timestamp: lenient(instant),
    phone_number_settings: z.preprocess(
      (raw: unknown) => (Array.isArray(raw) ? (raw[0] as unknown) : raw),
      z.object({ phone_number_id: lenient(idText), calling: lenientOne(callingSchema) }),
    ),
  })
  .transform(({ timestamp, phone_number_settings: number }): ParsedEvent => {
    const { phone_number_id: phoneNumberId, calling } = number;
    const detail = { kind: 'account_settings_update' as const, ...defined({ calling }) };
    return { detail, atMs: timestamp, about: defined({ phoneNumberId }) };
  });

const alertSchema = z.object({
  alert_severity: lenient(constant),
  alert_status: lenient(constant),
  alert_type: lenient(constant),
  alert_description: lenient(text),
});

const alerts = z
  .object({
    entity_type: lenient(constant),
    entity_id: lenient(idText),
    alert_info: lenientOne(alertSchema),
  })
  .transform(({ entity_type: entityType, entity_id: entityId, alert_info }): ParsedEvent => {
    const detail = {
      kind: 'account_alerts' as const,
      ...defined({
        entityType,
        entityId,
        severity: alert_info?.alert_severity,
        status: alert_info?.alert_status,
        type: alert_info?.alert_type,
        description: alert_info?.alert_description,
      }),
    };
    const businessId = entityType === 'BUSINESS' ? entityId : undefined;
    const phoneNumberId = entityType === 'PHONE_NUMBER' ? entityId : undefined;
    return { detail, about: defined({ businessId, phoneNumberId }) };
  });

const review = z.object({ decision: constant }).transform(({ decision }): ParsedEvent => ({
  detail: { kind: 'account_review_update', decision },
}));

const quality = z
  .object({
    display_phone_number: lenient(idText),
    event: lenient(constant),
    current_limit: lenient(limit),
    old_limit: lenient(limit),
    max_daily_conversations_per_business: lenient(limit),
  })
  .transform((value): ParsedEvent => {
    const detail = {
      kind: 'phone_number_quality_update' as const,
      ...defined({
        event: value.event,
        currentLimit: value.current_limit,
        oldLimit: value.old_limit,
        maxDailyConversations: value.max_daily_conversations_per_business,
      }),
    };
    return { detail, about: subjectOfDisplay(value.display_phone_number) };
  });

const nameUpdate = z
  .object({
    display_phone_number: lenient(idText),
    decision: constant,
    requested_verified_name: lenient(text),
    rejection_reason: lenient(text),
  })
  .transform((value): ParsedEvent => {
    const { requested_verified_name: requestedName, rejection_reason: rejectionReason } = value;
    const detail = {
      kind: 'phone_number_name_update' as const,
      decision: value.decision,
      ...defined({ requestedName, rejectionReason }),
    };
    return { detail, about: subjectOfDisplay(value.display_phone_number) };
  });

const capability = z
  .object({
    max_daily_conversations_per_business: lenient(limit),
    // The name before that one.
    max_daily_conversation_per_phone: lenient(limit),
    max_phone_numbers_per_business: lenient(count.transform(Number)),
    max_phone_numbers_per_waba: lenient(count.transform(Number)),
  })
  .transform((value): ParsedEvent => {
    const detail = {
      kind: 'business_capability_update' as const,
      ...defined({
        maxDailyConversations:
          value.max_daily_conversations_per_business ?? value.max_daily_conversation_per_phone,
        maxPhoneNumbersPerBusiness: value.max_phone_numbers_per_business,
        maxPhoneNumbersPerWaba: value.max_phone_numbers_per_waba,
      }),
    };
    return { detail };
  });

const security = z
  .object({
    display_phone_number: lenient(idText),
    event: constant,
    requester: lenient(idText),
  })
  .transform(({ display_phone_number: display, event, requester }): ParsedEvent => {
    const detail = { kind: 'security' as const, event, ...defined({ requester }) };
    return { detail, about: subjectOfDisplay(display) };
  });

const solutions = z
  .object({ event: constant, solution_id: idText, solution_status: lenient(constant) })
  .transform(({ event, solution_id: solutionId, solution_status: status }): ParsedEvent => {
    const detail = {
      kind: 'partner_solutions' as const,
      event,
      solutionId,
      ...defined({ status }),
    };
    return { detail, entry: 'portfolio' };
  });

const template = z
  .object({
    event: constant,
    message_template_id: idText,
    message_template_name: lenient(text),
    message_template_language: lenient(text),
    message_template_category: lenient(constant),
    reason: lenient(text),
  })
  .transform((value): ParsedEvent => {
    const detail = {
      kind: 'message_template_status_update' as const,
      event: value.event,
      templateId: value.message_template_id,
      ...defined({
        name: value.message_template_name,
        language: value.message_template_language,
        category: value.message_template_category,
        // "NONE" when there is no reason.
        reason: value.reason === 'NONE' ? undefined : value.reason,
      }),
    };
    return { detail };
  });

const SCHEMAS: ReadonlyMap<string, z.ZodType<ParsedEvent>> = new Map<
  string,
  z.ZodType<ParsedEvent>
>([
  ['account_settings_update', settings],
  ['account_alerts', alerts],
  ['account_review_update', review],
  ['phone_number_quality_update', quality],
  ['phone_number_name_update', nameUpdate],
  ['business_capability_update', capability],
  ['security', security],
  ['partner_solutions', solutions],
  ['message_template_status_update', template],
]);

/** The value of a field with one form of value. */
export function otherEvent(field: string, raw: unknown): ParsedEvent | undefined {
  return SCHEMAS.get(field)?.safeParse(raw).data;
}
