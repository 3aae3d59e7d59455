import { describe, expect, it } from '@jest/globals';
import { FAULT_PROFILE_NAMES } from './fault-profiles.js';
import { faultsSchema } from './fault-schemas.js';
import { Faults } from './faults.js';

const AMINA = { waId: '254700000101', userId: 'KE.1' };
const BRIAN = { waId: '256700000102', userId: 'UG.2' };
const number = { phoneNumberId: '1' };
const create = () => new Faults({ answerWindowMs: 40_000 });

describe('Faults of Graph requests', () => {
  it('hit the action and number they name, as often as they say', () => {
    const faults = create();
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

  it('hit every endpoint, always, when they say so', () => {
    const faults = create();
    const graph = [{ endpoint: '*', status: 500, times: 'always' }];
    faults.set(faultsSchema.parse({ graph }));
    for (const endpoint of ['calls', 'settings.read', 'settings.read']) {
      expect(faults.takeGraph({ endpoint, action: null, objectId: '1' })).toBeDefined();
    }
  });

  it('of a user hit requests that name the user, and requests about the user’s call', () => {
    const faults = create();
    const graph = [{ endpoint: 'calls', status: 500, times: 'always' as const }];
    faults.addRule({ match: {}, consumer: AMINA, faults: faultsSchema.parse({ graph }) });
    const hits = (asked: object) =>
      faults.takeGraph({ endpoint: 'calls', action: null, objectId: '1', ...asked }) !== undefined;
    const naming = (name: string, id: string) => ({
      request: { param: (asked: string) => (asked === name ? id : undefined) },
    });
    expect(hits(naming('to', `+${AMINA.waId}`))).toBe(true);
    expect(hits(naming('recipient', AMINA.userId))).toBe(true);
    expect(hits(naming('to', BRIAN.waId))).toBe(false);
    expect(hits({ call: { number, consumer: AMINA, wacid: 'w' } })).toBe(true);
    expect(hits({ call: { number, consumer: BRIAN, wacid: 'w' } })).toBe(false);
    expect(hits({})).toBe(false);
  });

  it('refuse a fault that neither fails nor delays', () => {
    expect(faultsSchema.safeParse({ graph: [{ action: 'accept' }] }).success).toBe(false);
  });
});

describe('Faults of calls', () => {
  it('lie on top of each other, the narrowest last, field by field', () => {
    const faults = create();
    faults.set(faultsSchema.parse({ webhooks: { delayMs: 1, duplicate: 1 } }));
    const rule = { match: { wacid: 'w' }, faults: { webhooks: { delayMs: 4 } } };
    faults.addRule(rule);
    faults.addRule({ match: {}, consumer: AMINA, faults: { webhooks: { delayMs: 3 } } });
    faults.addRule({ match: { phoneNumberId: '1' }, faults: { webhooks: { delayMs: 2 } } });
    const of = (call: object) =>
      faults.forCall({ number, consumer: BRIAN, ...call }).webhooks.delayMs;
    expect(of({ number: { phoneNumberId: '2' } })).toBe(1);
    expect(of({})).toBe(2);
    expect(of({ consumer: AMINA })).toBe(3);
    expect(of({ consumer: AMINA, wacid: 'w' })).toBe(4);
    expect(faults.forCall({ number, consumer: AMINA }).webhooks.duplicate).toBe(1);
  });

  it('ordered with a call lie on top of all others', () => {
    const faults = create();
    faults.addRule({ match: {}, faults: { media: { mute: true, dropFirstMs: 5 } } });
    const own = faults.ofCall({ media: { mute: false } });
    expect(faults.forCall({ number, consumer: AMINA, faults: own }).media).toMatchObject({
      mute: false,
      dropFirstMs: 5,
    });
  });

  it('are gone after clear, and a rule when it is taken away', () => {
    const faults = create();
    const { id } = faults.addRule({ match: {}, faults: { media: { mute: true } } });
    expect([faults.removeRule(id), faults.removeRule(id)]).toEqual([true, false]);
    faults.addRule({ match: {}, faults: { media: { mute: true } } });
    faults.clear();
    expect(faults.forCall({ number, consumer: AMINA }).media.mute).toBe(false);
  });

  it.each(FAULT_PROFILE_NAMES)('by the name %s make something go wrong', (profile) => {
    const faults = create();
    const nothing = faults.forCall({ number, consumer: AMINA });
    faults.addRule({ match: {}, faults: { profile } });
    const accept = { endpoint: 'calls', action: 'accept', objectId: '1' };
    const isGraphHit = faults.takeGraph(accept) !== undefined;
    const isCallHit =
      JSON.stringify(faults.forCall({ number, consumer: AMINA })) !== JSON.stringify(nothing);
    expect(isGraphHit || isCallHit).toBe(true);
  });
});
