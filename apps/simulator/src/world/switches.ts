import { z } from 'zod';

/**
 * Points that Meta's texts leave open or contradict each other about. The default is what seems
 * likeliest; code that passes against both settings of each will bear whichever is true.
 */
export const switchesSchema = z.strictObject({
  /** The key of the expiry in `call_permissions`: the sample says one, the table the other. */
  permissionExpiryKey: z.enum(['expiration_time', 'expiration']).default('expiration_time'),
  /** Requests a second to `call_permissions`: 100 on one page, 5 on another. */
  callPermissionsPerSecond: z.union([z.literal(100), z.literal(5)]).default(100),
  /** Concurrent calls of a number: 1000 in the error table, 5000 in the FAQ. */
  concurrentCalls: z.union([z.literal(1000), z.literal(5000)]).default(1000),
  /** `a=setup` of answers to business-initiated offers: the sample says active. */
  answerSetup: z.enum(['active', 'passive']).default('active'),
  /** Formats in answers: the sample echoes even codecs that Meta does not play. */
  areFormatsEchoed: z.boolean().default(true),
  /** Whether a revocation in the business profile sends a permission reply. */
  isManualRevokeTold: z.boolean().default(true),
  /** `expiration_timestamp` of permission replies: text in the pages, a number on the wire. */
  replyExpiryType: z.enum(['string', 'integer']).default('string'),
  /** `context.from` of permission replies: the customer, or the business. */
  replyContextFrom: z.enum(['customer', 'business']).default('business'),
  /** How long webhooks are tried again: two pages, two answers. */
  webhookRetryHours: z.union([z.literal(36), z.literal(168)]).default(36),
  /** Whom a retry goes to when one of several apps failed; Meta means to spare the others. */
  retryGoesTo: z.enum(['every_app', 'failed_app']).default('every_app'),
  /** `entry[].time` on calls webhooks. */
  hasEntryTimeOnCalls: z.boolean().default(false),
  /** `contacts` beside `statuses`. */
  hasContactsOnStatuses: z.boolean().default(false),
  /** `contacts` beside business-initiated `calls`; older samples have none. */
  hasContactsOnBusinessCalls: z.boolean().default(true),
  /** `direction` on connect; some older samples lack it. */
  hasDirection: z.boolean().default(true),
  /** The `connection` object from before general availability, on business-initiated connects. */
  hasLegacyConnection: z.boolean().default(true),
  /** `status` of terminate: the tables say COMPLETED, some samples Completed. */
  terminateStatusCase: z.enum(['upper', 'title']).default('upper'),
  /** `type` in account_settings_update. */
  settingsUpdateType: z
    .enum(['phone_number_settings', 'PHONE_NUMBER_SETTINGS'])
    .default('phone_number_settings'),
  /** Whether changed call hours alone send account_settings_update. */
  isCallHoursChangeTold: z.boolean().default(false),
  /** Low pick-up samples of account_update are wrapped in an array. */
  isLowPickupWrapped: z.boolean().default(false),
  /** Holiday times: the samples say start_time and end_time, the table open_time and close_time. */
  holidayKeys: z.enum(['start_end', 'open_close']).default('start_end'),
  /** What holiday times mean: the hours of that day as in the table, or when it is closed. */
  holidayTimes: z.enum(['open', 'closed']).default('open'),
  /** What a hidden call icon closes: itself (FAQ), or all but the business's buttons. */
  hiddenIconCloses: z.enum(['chat', 'unsolicited']).default('chat'),
  /** Whether call hours that are off must still name time zone and week. */
  isScheduleRequiredWhenOff: z.boolean().default(true),
  /** `?fields=` on settings; no page describes it. */
  areSettingsFieldsRead: z.boolean().default(true),
  /** Whether Meta hides the call button by writing the number's own setting. */
  isHiddenButtonWritten: z.boolean().default(true),
  /** Whether businesses with Turkish numbers cannot call, as older lists said. */
  isTurkeyExcluded: z.boolean().default(false),
  /** `event` of phone_number_quality_update when the messaging limit changes. */
  limitChangeEvent: z.enum(['direction', 'ONBOARDING']).default('direction'),
  /** The old keys `old_limit` and `current_limit`, announced to go in February 2026. */
  hasOldLimitKeys: z.boolean().default(false),
  /** Limit in business_capability_update: the table has TIER_ words, the sample a number. */
  capabilityLimitType: z.enum(['integer', 'tier']).default('integer'),
  /** Whether `HIDE_IN_CHAT` is taken as an icon visibility. */
  isHideInChatAccepted: z.boolean().default(false),
  /** What an untouched number answers for its settings. */
  untouchedSettings: z.enum(['NOT_SET', 'absent']).default('NOT_SET'),
  /** Whether a settings request may name several families at once. */
  isOneFamilyPerPost: z.boolean().default(false),
  /** The code for a step that the call's state forbids; no page gives one. */
  wrongStateCode: z.union([z.literal(100), z.literal(131_009)]).default(100),
  /** Whether an accept after the answer window is 138007 or a wrong state like others. */
  isLateAnswerTimeout: z.boolean().default(false),
  /** `call_created` for users' calls in SIP mode; only the other sample exists. */
  isCallCreatedForUsers: z.boolean().default(true),
  /** RINGING, ACCEPTED and REJECTED in SIP mode. */
  hasStatusesInSipMode: z.boolean().default(false),
  /** Native recording in SIP mode. */
  isRecordingInSipMode: z.boolean().default(false),
  /** Whether call permission components and buttons may share a template. */
  isRequestWithButtonsAccepted: z.boolean().default(false),
  /** Free-form messages after the customer service window: refused, or failed by webhook. */
  closedWindowTold: z.enum(['refused', 'failed']).default('refused'),
  /** Whether a permission request alone counts as a conversation (138011): guide or FAQ. */
  isRequestAConversation: z.boolean().default(true),
  /** The shape of a solution's access token: guide or OpenAPI. */
  solutionTokenShape: z.enum(['data', 'flat']).default('data'),
  /** `expires_in` in the code exchange. */
  hasExpiresIn: z.boolean().default(true),
  /** `code_verification_status` of an unverified number: guide or OpenAPI. */
  unverifiedWord: z.enum(['NOT_VERIFIED', 'UNVERIFIED']).default('NOT_VERIFIED'),
  /** The scope that gates the `calls` field. */
  callsFieldScope: z
    .enum(['whatsapp_business_messaging', 'whatsapp_business_management'])
    .default('whatsapp_business_messaging'),
  /** The code of a WABA's management limit: Graph's page says one, WhatsApp's table the other. */
  wabaRateLimitCode: z.union([z.literal(80_008), z.literal(80_007)]).default(80_008),
  /** What Embedded Signup does with versions past their end: not told. */
  oldSignupVersions: z.enum(['upgraded', 'refused']).default('upgraded'),
  /** Names of the dimensions inside a `call_analytics` data point. */
  analyticsKeys: z.enum(['singular', 'absent']).default('singular'),
  /** Spelling of the event that brings a transcript. */
  transcriptEvent: z
    .enum(['call_transcription_available', 'call_transcript_available'])
    .default('call_transcription_available'),
  /** `error_subcode` in error bodies, called deprecated and still seen. */
  hasErrorSubcode: z.boolean().default(true),
});

export type Switches = z.output<typeof switchesSchema>;
