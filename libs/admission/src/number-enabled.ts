import type { AdmissionRule } from './admission-rule.js';

/**
 * Calling is switched on for the number: Meta refuses others with 138000.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/calling/troubleshooting
 */
export const numberEnabled: AdmissionRule = {
  name: 'number_enabled',
  evaluate: (_tx, { number }) =>
    Promise.resolve({
      rule: 'number_enabled',
      isAllowed: number.isCallingEnabled,
      reason: number.isCallingEnabled ? null : 'Calling is not enabled on this phone number.',
      retryAt: null,
    }),
};
