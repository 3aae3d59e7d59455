import { describe, expect, it } from '@jest/globals';
import { timedChanges } from './envelope.js';

const AT = 1_790_000_000_000;

describe('timedChanges', () => {
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
    expect(timedChanges(body)).toEqual([
      { entryId: '1', field: 'calls', value: 'a' },
      { entryId: '1', field: 'messages', value: 'b' },
      { entryId: '0', field: 'account_update', value: ['c'], atMs: AT },
    ]);
  });

  const webhook = (time: unknown) => ({
    object: 'whatsapp_business_account',
    entry: [{ id: '0', time, changes: [{ field: 'security', value: 1 }] }],
  });
  const change = { entryId: '0', field: 'security', value: 1 };

  it.each([
    [webhook(1790000000), { ...change, atMs: AT }],
    [[webhook('1790000000')], { ...change, atMs: AT }],
    [webhook('noon'), change],
    [webhook(undefined), change],
  ])('of %j have the entry’s time where it has one', (body, expected) => {
    expect(timedChanges(body)).toEqual([expected]);
  });

  it('of an odd entry, or an odd change, are kept beside the others', () => {
    const odd = [
      'text',
      { id: '1' },
      { changes: [] },
      { id: 17, changes: [[{ field: 'calls', value: 1 }]] },
      { id: '2', changes: [{ value: 2 }, null, { field: 'calls', value: 3 }] },
      { id: '3', changes: { field: 'calls', value: 4 } },
    ];
    expect(timedChanges({ object: 'whatsapp_business_account', entry: odd })).toEqual([
      { entryId: '', field: '', value: 'text' },
      { entryId: '1', field: '', value: { id: '1' } },
      { entryId: '', field: '', value: { changes: [] } },
      { entryId: '17', field: 'calls', value: 1 },
      { entryId: '2', field: '', value: { value: 2 } },
      { entryId: '2', field: '', value: null },
      { entryId: '2', field: 'calls', value: 3 },
      { entryId: '3', field: 'calls', value: 4 },
    ]);
  });

  it.each([
    null,
    [],
    'text',
    {},
    { object: 'x' },
    { object: 'x', entry: {} },
    { entry: [] },
    [webhook(1), 'text'],
  ])('takes %j for no webhook of Meta’s', (body) => {
    expect(timedChanges(body)).toBeUndefined();
  });
});
