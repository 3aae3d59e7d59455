import { describe, expect, it } from '@jest/globals';
import { checkBinding } from './waba-binding.js';

const good = {
  wabaId: '510000000000001',
  businessId: '610000000000001',
  currency: 'USD',
  timeZone: 'Europe/Berlin',
  appKeys: ['alpha'],
  phoneNumbers: [{ phoneNumberId: '410000000000001', displayPhoneNumber: '447700900101' }],
};

describe('checkBinding', () => {
  it('takes a well-formed WABA', () => {
    expect(() => {
      checkBinding(good);
    }).not.toThrow();
  });

  it.each([
    ['wabaId', { wabaId: 'waba_1' }],
    ['businessId', { businessId: '' }],
    ['currency', { currency: 'usd' }],
    ['timeZone', { timeZone: 'Berlin' }],
    ['appKeys', { appKeys: [] }],
    ['phoneNumberId', { phoneNumbers: [{ ...good.phoneNumbers[0]!, phoneNumberId: '+1' }] }],
    [
      'displayPhoneNumber',
      { phoneNumbers: [{ ...good.phoneNumbers[0]!, displayPhoneNumber: '+44 7700' }] },
    ],
  ])('names %s when it is wrong', (field, wrong) => {
    expect(() => {
      checkBinding({ ...good, ...wrong });
    }).toThrow(new RegExp(`^${field} must `));
  });
});
