import { GraphError, type GraphErrorParts } from '../graph-error.js';

/**
 * Errors of messages and templates, from Meta's page:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
const MESSAGING_ERRORS = {
  missingParameter: {
    httpStatus: 400,
    code: 131_008,
    title: 'Required parameter is missing',
  },
  invalidValue: {
    httpStatus: 400,
    code: 131_009,
    title: 'Parameter value is not valid',
  },
  reEngagement: {
    httpStatus: 400,
    code: 131_047,
    title: 'Re-engagement message',
    details:
      'Message failed to send because more than 24 hours have passed since the customer last ' +
      'wrote or called.',
  },
  unsupportedType: {
    httpStatus: 400,
    code: 131_051,
    title: 'Unsupported message type',
  },
  parameterCount: {
    httpStatus: 400,
    code: 132_000,
    title: 'Number of parameters does not match the expected number of params',
  },
  noTemplate: {
    httpStatus: 404,
    code: 132_001,
    title: 'Template name does not exist in the translation',
  },
  templatePaused: {
    httpStatus: 400,
    code: 132_015,
    title: 'Template is paused',
    details: 'The template is paused for its low quality and cannot be sent.',
  },
  templateDisabled: {
    httpStatus: 400,
    code: 132_016,
    title: 'Template is disabled',
    details: 'The template was paused too often and is now disabled for good.',
  },
} as const satisfies Record<string, GraphErrorParts>;

type MessagingErrorName = keyof typeof MESSAGING_ERRORS;

export function messagingError(name: MessagingErrorName, details?: string): GraphError {
  return new GraphError({
    ...MESSAGING_ERRORS[name],
    ...(details === undefined ? {} : { details }),
  });
}
