import { describe, expect, it } from '@jest/globals';
import { faultsSchema } from './fault-schemas.js';
import { Faults } from './faults.js';

describe('Faults', () => {
  it('hit the action and number they name, as often as they say', () => {
    const faults = new Faults();
    const take = (action: string, objectId: string) =>
      faults.takeGraph({ endpoint: 'calls', action, objectId });
    const graph = [{ action: 'accept', phoneNumberId: '1', status: 500, times: 2 }];
    faults.set(faultsSchema.parse({ graph }));
    expect(take('reject', '1')).toBeUndefined();
    expect(take('accept', '2')).toBeUndefined();
    expect(take('accept', '1')).toMatchObject({ status: 500 });
    expect(take('accept', '1')).toMatchObject({ status: 500 });
    expect(take('accept', '1')).toBeUndefined();
  });

  it('are gone after clear', () => {
    const faults = new Faults();
    faults.set(faultsSchema.parse({ media: { mute: true } }));
    faults.clear();
    expect(faults.settings.media.mute).toBe(false);
  });

  it('refuse a Graph fault that neither fails nor delays', () => {
    expect(faultsSchema.safeParse({ graph: [{ action: 'accept' }] }).success).toBe(false);
  });
});
