import { describe, expect, it } from '@jest/globals';
import { nextEffect, type OpenEffect, pointlessEffects } from './open-effects.js';

const now = new Date('2026-11-22T12:00:00Z');
const at = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

function effect(id: string, over: Partial<OpenEffect> = {}): OpenEffect {
  return {
    id,
    kind: 'media.create',
    state: 'PENDING',
    attempts: 0,
    epoch: 1,
    notBefore: at(-1),
    leaseUntil: null,
    deadlineAt: null,
    traceparent: null,
    ...over,
  };
}

const held = effect('a', { state: 'CLAIMED', leaseUntil: at(3) });
const orphan = effect('a', { state: 'CLAIMED', leaseUntil: at(-1) });

describe('the next command of a call', () => {
  it('is the oldest, whatever order they were read in', () => {
    expect(nextEffect([effect('b'), effect('a'), effect('c')], now)?.id).toBe('a');
  });

  it('is the one that ends the call before all others', () => {
    const end = effect('z', { kind: 'graph.terminate' });
    expect(nextEffect([effect('a'), end], now)).toBe(end);
  });

  it('is none while another process holds one', () => {
    expect(nextEffect([held, effect('b', { kind: 'graph.terminate' })], now)).toBeUndefined();
  });

  it('is the one of a process that died, once its lease ran out', () => {
    expect(nextEffect([effect('b'), orphan], now)).toBe(orphan);
  });

  it('waits for its time', () => {
    expect(nextEffect([effect('a', { notBefore: at(1) })], now)).toBeUndefined();
    expect(nextEffect([effect('a', { notBefore: now })], now)?.id).toBe('a');
  });
});

describe('what hanging up makes pointless', () => {
  const giving = (open: readonly OpenEffect[]) =>
    pointlessEffects(open, { except: ['media.close'], now }).map(({ id }) => id);

  it('is what waits, but for what is still to be done', () => {
    expect(giving([effect('a'), effect('b', { kind: 'media.close' })])).toEqual(['a']);
  });

  it('is an answer whose process died, and none that is on its way', () => {
    const answer = { kind: 'graph.accept', state: 'CLAIMED' } as const;
    expect(giving([effect('a', { ...answer, leaseUntil: at(-1) })])).toEqual(['a']);
    expect(giving([effect('a', { ...answer, leaseUntil: at(1) })])).toEqual([]);
  });

  it('is not a connect that may have left: it is still to be told as unknown', () => {
    const connect = { kind: 'graph.connect', state: 'CLAIMED', leaseUntil: at(-1) } as const;
    expect(giving([effect('a', connect)])).toEqual([]);
  });
});
