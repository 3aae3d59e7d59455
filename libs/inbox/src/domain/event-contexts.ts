import type { MetaEventKind } from '#patchbay/meta';

/** The contexts that events of Meta's belong to; `unknown` for what this platform has no word for. */
export const EVENT_CONTEXTS = [
  'calls',
  'permissions',
  'messages',
  'numbers',
  'onboarding',
  'billing',
  'unknown',
] as const;
export type EventContext = (typeof EVENT_CONTEXTS)[number];

export interface EventPlace {
  readonly context: EventContext;
  /** False: kept, typed and counted, until its context is there. */
  readonly isHandled: boolean;
}

const handledBy = <Context extends EventContext>(context: Context) =>
  ({ context, isHandled: true }) as const;
const keptFor = <Context extends EventContext>(context: Context) =>
  ({ context, isHandled: false }) as const;

/** Where each kind of Meta's events belongs. A kind without a place does not compile. */
export const EVENT_PLACES = {
  'calls.connect': handledBy('calls'),
  'calls.status': handledBy('calls'),
  'calls.terminate': handledBy('calls'),
  'calls.call_created': keptFor('calls'),
  'calls.call_recording_available': handledBy('calls'),
  'calls.call_transcription_available': handledBy('calls'),
  'messages.voicemail': handledBy('calls'),
  'messages.call_permission_reply': handledBy('permissions'),
  'messages.received': handledBy('permissions'),
  'messages.user_changed_user_id': handledBy('calls'),
  'messages.status': handledBy('messages'),
  message_template_status_update: handledBy('messages'),
  account_settings_update: handledBy('numbers'),
  'account_update.ACCOUNT_RESTRICTION': handledBy('numbers'),
  'account_update.ACCOUNT_VIOLATION': handledBy('numbers'),
  'account_update.VERIFIED_ACCOUNT': handledBy('numbers'),
  phone_number_quality_update: handledBy('numbers'),
  phone_number_name_update: handledBy('numbers'),
  business_capability_update: keptFor('numbers'),
  account_alerts: keptFor('numbers'),
  security: keptFor('numbers'),
  'account_update.PARTNER_ADDED': handledBy('onboarding'),
  'account_update.PARTNER_REMOVED': handledBy('onboarding'),
  'account_update.PARTNER_APP_INSTALLED': handledBy('onboarding'),
  'account_update.PARTNER_APP_UNINSTALLED': handledBy('onboarding'),
  'account_update.PARTNER_CLIENT_CERTIFICATION_NEEDED': handledBy('onboarding'),
  'account_update.PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE': handledBy('onboarding'),
  'account_update.ACCOUNT_DELETED': handledBy('onboarding'),
  'account_update.ACCOUNT_OFFBOARDED': handledBy('onboarding'),
  'account_update.ACCOUNT_RECONNECTED': handledBy('onboarding'),
  'account_update.DISABLED_UPDATE': handledBy('onboarding'),
  account_review_update: handledBy('onboarding'),
  'account_update.BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE': keptFor('onboarding'),
  'account_update.AD_ACCOUNT_LINKED': keptFor('onboarding'),
  'account_update.MM_LITE_TERMS_SIGNED': keptFor('onboarding'),
  partner_solutions: keptFor('onboarding'),
  'account_update.VOLUME_BASED_PRICING_TIER_UPDATE': handledBy('billing'),
  'account_update.AUTH_INTL_PRICE_ELIGIBILITY_UPDATE': keptFor('billing'),
  unknown: keptFor('unknown'),
} as const satisfies Readonly<Record<MetaEventKind, EventPlace>>;

/** The kinds that a context handles. */
export type HandledKind<Context extends EventContext> = {
  [Kind in MetaEventKind]: (typeof EVENT_PLACES)[Kind] extends {
    readonly context: Context;
    readonly isHandled: true;
  }
    ? Kind
    : never;
}[MetaEventKind];
