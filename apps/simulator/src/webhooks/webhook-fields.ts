import type { Scope } from '../world/tokens.js';
import type { Switches } from '../world/switches.js';

/** Fields of the object `whatsapp_business_account` that an app can subscribe to. */
export const WEBHOOK_FIELDS: readonly string[] = [
  'account_alerts',
  'account_review_update',
  'account_settings_update',
  'account_update',
  'automatic_events',
  'business_capability_update',
  'business_status_update',
  'calls',
  'consumer_profile',
  'flows',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
  'history',
  'message_echoes',
  'message_template_components_update',
  'message_template_quality_update',
  'message_template_status_update',
  'messages',
  'messaging_handovers',
  'partner_solutions',
  'payment_configuration_update',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'smb_app_state_sync',
  'smb_message_echoes',
  'standby',
  'template_category_update',
  'tracking_events',
  'user_id_update',
  'user_preferences',
];

const OVERRIDABLE: ReadonlySet<string> = new Set([
  'account_settings_update',
  'calls',
  'consumer_profile',
  'history',
  'message_echoes',
  'messages',
  'messaging_handovers',
  'smb_app_state_sync',
  'smb_message_echoes',
]);

/** Whether an alternate URL of a number or a WABA covers the field; others go to the app's own. */
export function isOverridable(field: string): boolean {
  return OVERRIDABLE.has(field) || field.startsWith('group_');
}

/** What an app must have been allowed by the account's owner to hear of a field. */
export function scopeOfField(field: string, switches: Switches): Scope {
  if (field === 'messages') return 'whatsapp_business_messaging';
  return field === 'calls' ? switches.callsFieldScope : 'whatsapp_business_management';
}
