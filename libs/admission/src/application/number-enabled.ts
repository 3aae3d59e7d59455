import type { AdmissionRule } from '../domain/admission-rule.js';
import { allowed, refused } from '../domain/verdict.js';

/**
 * Calling is switched on for the number: Meta refuses others with 138000.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/calling/troubleshooting
 */
export const numberEnabled: AdmissionRule = {
  name: 'number_enabled',
  facts: [],
  judge: ({ number }) =>
    number.isCallingEnabled
      ? allowed('number_enabled')
      : refused('number_enabled', {
          code: 'CALLING_NOT_ENABLED',
          reason: 'Calling is not enabled on this phone number: switch it on in its settings.',
        }),
};
