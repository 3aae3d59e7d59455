import type { GraphErrorParts } from './graph-error.js';

/**
 * Errors that any endpoint may answer and that nothing here causes by itself: an account that Meta
 * locked, or a fault of its own. Ordered as faults they come with their words.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
export const GENERAL_ERRORS: readonly GraphErrorParts[] = [
  { httpStatus: 401, code: 0, title: 'AuthException' },
  { httpStatus: 500, code: 3, title: 'API Method' },
  { httpStatus: 403, code: 368, title: 'Temporarily blocked for policies violations' },
  { httpStatus: 403, code: 130_497, title: 'Business account is restricted in this country' },
  { httpStatus: 403, code: 131_031, title: 'Account has been locked' },
  { httpStatus: 429, code: 130_429, title: 'Rate limit hit', isTransient: true },
  { httpStatus: 500, code: 131_057, title: 'Account in maintenance mode', isTransient: true },
];
