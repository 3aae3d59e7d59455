import { describe, expect, it } from '@jest/globals';
import { webhookChanges } from './envelope.js';

describe('webhookChanges', () => {
  it('walks all three levels of a batch', () => {
    const body = {
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '1',
          changes: [
            { field: 'calls', value: 'a' },
            { field: 'messages', value: 'b' },
          ],
        },
        { id: '0', time: 1790000000, changes: [{ field: 'account_update', value: ['c'] }] },
        { id: '2', changes: [] },
      ],
    };
    expect(webhookChanges(body)).toEqual([
      { entryId: '1', field: 'calls', value: 'a' },
      { entryId: '1', field: 'messages', value: 'b' },
      { entryId: '0', field: 'account_update', value: ['c'] },
    ]);
  });

  it.each([
    null,
    [],
    'text',
    {},
    { object: 'x' },
    { object: 'x', entry: {} },
    { object: 'x', entry: [{ id: '1' }] },
    { object: 'x', entry: [{ id: '1', changes: [{ value: 1 }] }] },
  ])('takes %j for no webhook of Meta’s', (body) => {
    expect(webhookChanges(body)).toBeUndefined();
  });
});
