import { describe, expect, it } from '@jest/globals';
import { Batcher, MAX_BODY_BYTES } from './batcher.js';
import { DEFAULT_DELIVERY_SETTINGS } from './delivery-settings.js';
import { envelopeOf, type Parcel } from './envelope.js';

function parcel(value: Record<string, unknown>): Parcel {
  const about = { businessId: '1', appIds: [] };
  const webhook = { field: 'calls', kind: 'connect', about, value };
  return { webhook, entryId: '1', time: undefined };
}

describe('Batcher', () => {
  it('F-WEBHOOKS-55 keeps bodies below 3 MB', () => {
    const batches: (readonly Parcel[])[] = [];
    const settings = { ...DEFAULT_DELIVERY_SETTINGS, batchMs: 60_000 };
    const batcher = new Batcher<Parcel>(settings, (parcels) => batches.push(parcels));
    const sdp = 'x'.repeat(400_000);
    for (let i = 0; i < 20; i++) batcher.add('app', parcel({ calls: [{ id: `${i}`, sdp }] }));
    batcher.flush('app');
    expect(batches.map((parcels) => parcels.length)).toEqual([7, 7, 6]);
    for (const parcels of batches) {
      expect(JSON.stringify(envelopeOf(parcels)).length).toBeLessThan(MAX_BODY_BYTES);
    }
  });
});

describe('envelopeOf', () => {
  it('does not mix the errors of one call with those of another', () => {
    const failed = { calls: [{ id: '1' }], errors: [{ code: 138021 }] };
    const body = envelopeOf([parcel(failed), parcel(failed)]);
    expect(body).toMatchObject({ entry: [{ changes: [{ value: failed }, { value: failed }] }] });
  });

  it('names a user once who is in two elements', () => {
    const contacts = [{ wa_id: '1' }];
    const body = envelopeOf([
      parcel({ contacts, calls: [{ id: '1' }] }),
      parcel({ contacts, calls: [{ id: '2' }] }),
    ]);
    expect(body).toMatchObject({
      entry: [{ changes: [{ value: { contacts, calls: [{ id: '1' }, { id: '2' }] } }] }],
    });
  });
});
