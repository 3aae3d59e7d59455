import { GENERAL_ERRORS } from './general-errors.js';
import { GraphError, type GraphErrorParts, orderedError } from './graph-error.js';

/**
 * The calling errors of Meta's troubleshooting page with their HTTP statuses:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/troubleshooting
 */
export const CALLING_ERRORS = {
  recipientNotAllowed: {
    httpStatus: 400,
    code: 131_030,
    title: 'Recipient phone number not in allowed list',
    details: 'Recipient phone number not in allowed list',
  },
  noPaymentMethod: {
    httpStatus: 400,
    code: 131_044,
    title: 'Business eligibility payment issue',
    details: 'There is no valid payment method for this WhatsApp Business Account',
  },
  sipEnabled: {
    httpStatus: 400,
    code: 131_055,
    title: 'Method not allowed',
    details: 'Graph API calls are not allowed on a phone number with SIP enabled',
  },
  recipientUserIdUnsupported: {
    httpStatus: 400,
    code: 131_062,
    title: 'Business-scoped user id is not supported for this message',
    details: 'This message cannot be sent to a business-scoped user id',
  },
  notEnabled: {
    httpStatus: 401,
    code: 138_000,
    title: 'Calling not enabled',
    details: 'Calling APIs are not enabled for this phone number',
  },
  receiverUncallable: {
    httpStatus: 400,
    code: 138_001,
    title: 'Receiver Uncallable',
    details: 'Receiver is unable to receive calls',
  },
  concurrentLimit: {
    httpStatus: 429,
    code: 138_002,
    title: 'Concurrent Calls limit',
    details: 'The maximum number of concurrent calls of this phone number is reached',
  },
  duplicateCall: {
    httpStatus: 400,
    code: 138_003,
    title: 'Duplicate call',
    details: 'A call is already ongoing with the receiver',
  },
  connectionError: {
    httpStatus: 500,
    code: 138_004,
    title: 'Connection error',
    details: 'The call could not be connected',
  },
  callRateLimit: {
    httpStatus: 429,
    code: 138_005,
    title: 'Call rate limit exceeded',
    details: 'The maximum number of calls of this phone number is reached',
  },
  noPermission: {
    httpStatus: 401,
    code: 138_006,
    title: 'No approved call permission found',
    details: 'No approved call permission from the recipient',
  },
  connectTimeout: {
    httpStatus: 500,
    code: 138_007,
    title: 'Connect Timeout error',
    details: 'The session description was not applied in time',
  },
  requestLimit: {
    httpStatus: 400,
    code: 138_009,
    title: 'Call Permission Request Limit Hit',
    details: 'The limit of call permission requests to this user is reached',
  },
  noConversation: {
    httpStatus: 400,
    code: 138_011,
    title: 'No conversation with the receiver',
    details: 'There has been no conversation between the business and the receiver yet',
  },
  dailyConnectedLimit: {
    httpStatus: 400,
    code: 138_012,
    title: 'Business Initiated Calls Limit Hit',
    details: 'The limit of connected calls to this user within 24 hours is reached',
  },
  notAvailable: {
    httpStatus: 400,
    code: 138_013,
    isBare: true,
    title:
      'Business-initiated calling is not available. This may be due to country restrictions or ' +
      'account eligibility.',
    details: 'Business initiated calls not available for for this account.',
    subcode: 2_593_139,
    isTransient: false,
    userTitle: 'Business-initiated calling is not available',
    userMessage: 'Business-initiated calling is not available for this account.',
  },
  temporarilyDisabled: {
    httpStatus: 400,
    code: 138_014,
    title: 'Calling is temporarily disabled',
    details: 'Calling is paused on this phone number because of its low quality',
  },
  cannotEnable: {
    httpStatus: 400,
    code: 138_015,
    title: 'Calling cannot be enabled',
    details: 'The messaging limit of this business is below 2,000 business-initiated conversations',
  },
  permanentPermissionExists: {
    httpStatus: 400,
    code: 138_017,
    title: 'Permanent call permission exists',
    details: 'The user has already granted permanent call permission',
  },
  missingPrerequisites: {
    httpStatus: 400,
    code: 138_018,
    title: 'Calling prerequisites are not met',
    details: 'Subscribe to the calls webhook field or configure a SIP server first',
  },
  permissionReadsLimit: {
    httpStatus: 429,
    code: 613,
    title: 'Fetch Call Permission For Consumer Phone Number API Limit Hit',
  },
} as const satisfies Record<string, GraphErrorParts>;

export type CallingErrorName = keyof typeof CALLING_ERRORS;

/** One of the errors above, with other details where the case has its own. */
export function callingError(name: CallingErrorName, details?: string): GraphError {
  return new GraphError({ ...CALLING_ERRORS[name], ...(details === undefined ? {} : { details }) });
}

/** The error of a fault that a test ordered: with the words of its code, where it has some. */
export function orderedCallingError(httpStatus: number, code: number | undefined): GraphError {
  const known = [...Object.values<GraphErrorParts>(CALLING_ERRORS), ...GENERAL_ERRORS].find(
    (error) => error.code === code,
  );
  return known === undefined
    ? orderedError(httpStatus, code)
    : new GraphError({ ...known, httpStatus });
}
