import { GraphError, type GraphErrorParts } from '../graph-error.js';

/**
 * Errors of verifying and registering phone numbers:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
const REGISTRATION_ERRORS = {
  wrongPin: {
    httpStatus: 400,
    code: 133_005,
    title: 'Two step verification PIN Mismatch',
    details: 'The two-step verification PIN is not the one of this phone number',
  },
  notVerified: {
    httpStatus: 400,
    code: 133_006,
    title: 'Phone number re-verification needed',
    details: 'The phone number must be verified before it is registered',
  },
  tooManyPins: {
    httpStatus: 400,
    code: 133_008,
    title: 'Too Many two step verification PIN Guesses',
    details: 'Too many wrong PINs for this phone number; wait before the next one',
  },
  notRegistered: {
    httpStatus: 400,
    code: 133_010,
    title: 'Phone number Not Registered',
    details: 'The phone number is not registered on the WhatsApp Business Platform',
  },
  tooManyAttempts: {
    httpStatus: 400,
    code: 133_016,
    title: 'Account register deregister rate limit exceeded',
    details: 'Too many registrations and deregistrations of this phone number within 72 hours',
  },
  codeNotSent: {
    httpStatus: 400,
    code: 136_024,
    title: 'Request code error',
    details: 'This phone number is verified already',
  },
  wrongCode: {
    httpStatus: 400,
    code: 136_025,
    title: 'Verify code error',
    details: 'The code is wrong or has expired; ask for a new one',
  },
} as const satisfies Record<string, GraphErrorParts>;

export function registrationError(name: keyof typeof REGISTRATION_ERRORS): GraphError {
  return new GraphError(REGISTRATION_ERRORS[name]);
}
