import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { callChanges, type CallChange } from './call-changes.js';
import { timedChanges } from './envelope.js';

// One JSON file for each kind of webhook: all that this library and the simulator have in common.
const FOLDER = 'apps/simulator/fixtures/webhooks';
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

function changesOf(name: string) {
  return timedChanges(JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')));
}

function onlyCallEvent(name: string): CallChange | undefined {
  const [change] = changesOf(name) ?? [];
  return callChanges(change?.value)?.events[0];
}

describe('published webhooks', () => {
  it.each(names)('%s is a webhook with changes', (name) => {
    const changes = changesOf(name);
    expect(changes?.length).toBeGreaterThan(0);
    expect(changes?.every(({ field }) => name.startsWith(field))).toBe(true);
  });

  it.each([
    ['calls.connect.user-initiated.json', { event: 'connect', direction: 'USER_INITIATED' }],
    [
      'calls.connect.business-initiated.json',
      { event: 'connect', direction: 'BUSINESS_INITIATED' },
    ],
    ['calls.status.RINGING.json', { event: 'status', status: 'RINGING' }],
    ['calls.status.ACCEPTED.json', { event: 'status', status: 'ACCEPTED' }],
    ['calls.status.REJECTED.json', { event: 'status', status: 'REJECTED' }],
    ['calls.terminate.completed.json', { event: 'terminate', isFailed: false }],
    ['calls.terminate.unanswered.json', { event: 'terminate', isFailed: false }],
    ['calls.terminate.failed.json', { event: 'terminate', isFailed: true }],
  ])('%s is read as what it is', (name, expected) => {
    expect(onlyCallEvent(name)).toMatchObject(expected);
  });

  it('of an answered call have times, of an unanswered one none', () => {
    const answered = onlyCallEvent('calls.terminate.completed.json');
    expect(answered).toMatchObject({
      startedAtMs: expect.any(Number),
      durationSeconds: expect.any(Number),
    });
    const unanswered = onlyCallEvent('calls.terminate.unanswered.json');
    expect(unanswered).not.toHaveProperty('durationSeconds');
  });

  it('of a failed call say why', () => {
    const failed = onlyCallEvent('calls.terminate.failed.json');
    expect(failed).toMatchObject({ error: { code: 138021, title: 'Media receive timeout' } });
  });

  it('of a user with a hidden number are known by the BSUID', () => {
    const { consumer } = onlyCallEvent('calls.connect.user-initiated.hidden-number.json')!;
    expect(consumer.waId).toBeUndefined();
    expect(consumer.userId).toMatch(/^[A-Z]{2}\./);
  });
});
