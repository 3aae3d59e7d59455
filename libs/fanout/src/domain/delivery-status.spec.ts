import { describe, expect, it } from '@jest/globals';
import { deliveriesByMessage, type DeliveryTraces } from './delivery-status.js';

const id = { messageId: 'm', endpointId: 'e' };
const at = (seconds: number): Date => new Date(seconds * 1000);
const waiting = { ...id, attempts: 2, dueAt: at(9), isReplay: false, isEndpointEnabled: true };
const taken = { ...id, number: 3, deliveredAt: at(3) };
const dead = {
  ...id,
  reason: 'EXHAUSTED' as const,
  attempts: 8,
  diedAt: at(5),
  recoveredAt: null as Date | null,
};

const statusOf = (traces: Partial<DeliveryTraces>) =>
  deliveriesByMessage({ waiting: [], taken: [], dead: [], ...traces }).get('m');

describe('the status of a delivery', () => {
  it.each([
    ['PENDING', 2, { waiting: [waiting] }],
    ['PENDING', 2, { waiting: [waiting], taken: [taken] }],
    ['PENDING', 2, { waiting: [waiting], dead: [dead] }],
    ['DELIVERED', 3, { taken: [taken] }],
    ['DELIVERED', 3, { taken: [taken], dead: [{ ...dead, recoveredAt: at(6) }] }],
    ['DEAD', 8, { dead: [dead] }],
    ['DEAD', 8, { dead: [{ ...dead, recoveredAt: at(6), attempts: 1 }, dead] }],
    // A replay of what was delivered once, and died.
    ['DEAD', 8, { taken: [taken], dead: [dead] }],
  ])('is %s after %i attempts with %j', (status, attempts, traces) => {
    expect(statusOf(traces)).toMatchObject([{ endpointId: 'e', status, attempts }]);
  });

  it('is not told of an endpoint that was deleted before it took the message', () => {
    expect(statusOf({})).toBeUndefined();
    expect(statusOf({ dead: [{ ...dead, recoveredAt: at(6) }] })).toEqual([]);
  });

  it('has the next attempt while the endpoint is enabled, and its last dead letter', () => {
    const recovered = { ...dead, recoveredAt: at(6) };
    const deadLetter = { reason: 'EXHAUSTED', diedAt: at(5), recoveredAt: at(6) };
    expect(statusOf({ waiting: [waiting], dead: [recovered] })).toMatchObject([
      { nextAttemptAt: at(9), deliveredAt: null, deadLetter },
    ]);
    const paused = { ...waiting, isEndpointEnabled: false, isReplay: true };
    expect(statusOf({ waiting: [paused] })).toMatchObject([
      { nextAttemptAt: null, isReplay: true, deadLetter: null },
    ]);
  });
});
