/** What each kind of Meta's events says, and what comes of it where it is handled. */
export const KIND_TEXTS = {
  'calls.connect': ['a call begins, or its media answer is there', 'advances the call'],
  'calls.status': ['the phone rings, the call is accepted or rejected', 'advances the call'],
  'calls.terminate': ['a call is over', 'ends the call'],
  'calls.call_created': ['a call by SIP is attempted'],
  'calls.call_recording_available': [
    'the recording of a call can be fetched',
    'fetched and kept, `call.recording.available`',
  ],
  'calls.call_transcription_available': [
    'the transcript of a call can be fetched',
    'fetched and kept, `call.transcription.available`',
  ],
  'messages.voicemail': [
    'a user left a voice message after a call',
    'fetched and kept with its call, `call.recording.available`',
  ],
  'messages.call_permission_reply': [
    'a user gave, refused or withdrew the permission to be called',
    "a line in the pair's ledger, `call.permission.updated`",
  ],
  'messages.received': [
    'a user wrote',
    'opens the customer service window; at the first one a call button, where the number has one',
  ],
  'messages.user_changed_user_id': [
    'the business-scoped id of a user is another one now',
    'both ids lead to one consumer',
  ],
  'messages.status': [
    'what became of a message of the business',
    'state of a permission request or a call button, `call.permission.updated` when a request failed',
  ],
  message_template_status_update: [
    'a message template was approved, rejected or paused',
    'status of a template that was filed here',
  ],
  account_settings_update: [
    'calling settings of a number changed',
    'switches the number on or off, `phone_number.settings.updated`',
  ],
  'account_update.ACCOUNT_RESTRICTION': [
    'Meta restricts a number',
    'a restriction until it expires, `phone_number.restricted`',
  ],
  'account_update.ACCOUNT_VIOLATION': ['a warning before a restriction', 'state of the number'],
  'account_update.VERIFIED_ACCOUNT': ['a number was verified', 'state of the number'],
  phone_number_quality_update: ['throughput or messaging limit changed', 'state of the number'],
  phone_number_name_update: ['a decision about the name of a number', 'state of the number'],
  business_capability_update: ['limits of the portfolio changed'],
  account_alerts: ['a notice about a business or a number'],
  security: ['the PIN of a number was changed or asked for'],
  'account_update.PARTNER_ADDED': [
    'a WABA is shared with us',
    'state of the WABA, `signup.state.changed`',
  ],
  'account_update.PARTNER_REMOVED': [
    'a WABA is no longer shared with us',
    'state of the WABA, `signup.state.changed`',
  ],
  'account_update.PARTNER_APP_INSTALLED': [
    'an app was installed on a WABA',
    'state of the WABA, `signup.state.changed`',
  ],
  'account_update.PARTNER_APP_UNINSTALLED': [
    'an app was removed from a WABA',
    'state of the WABA, `signup.state.changed`',
  ],
  'account_update.PARTNER_CLIENT_CERTIFICATION_NEEDED': [
    "the WABA's business must be verified",
    'state of the WABA, `signup.state.changed`',
  ],
  'account_update.PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE': [
    'how the verification of the business stands',
    'state of the WABA, `signup.state.changed`',
  ],
  'account_update.ACCOUNT_DELETED': ['a WABA is gone', 'state of the WABA, `signup.state.changed`'],
  'account_update.ACCOUNT_OFFBOARDED': [
    'a number went back to the app',
    'state of the WABA, `signup.state.changed`',
  ],
  'account_update.ACCOUNT_RECONNECTED': [
    'a number came back from the app',
    'state of the WABA, `signup.state.changed`',
  ],
  'account_update.DISABLED_UPDATE': [
    'a WABA will be, is, or is no longer disabled',
    'state of the WABA, `signup.state.changed`',
  ],
  account_review_update: ['a WABA was reviewed', 'state of the WABA, `signup.state.changed`'],
  'account_update.BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE': ['the country of a business changed'],
  'account_update.AD_ACCOUNT_LINKED': ['an ad account was linked'],
  'account_update.MM_LITE_TERMS_SIGNED': ['the terms of marketing messages were signed'],
  partner_solutions: ['a solution of several partners changed'],
  'account_update.VOLUME_BASED_PRICING_TIER_UPDATE': [
    'a WABA reached another tier of prices',
    'the tier of the month',
  ],
  'account_update.AUTH_INTL_PRICE_ELIGIBILITY_UPDATE': ['international rates hold for a WABA'],
  unknown: ['a field or event that this platform has no word for; its name is in the row'],
};
