import { describe, expect, it } from '@jest/globals';
import type { EffectKind } from '../domain/effect-kind.js';
import { actorOf } from './event-actor.js';

/** Who made Meta's word of the end true, as far as these commands were asked for. */
const actorOfEnd = (...effects: EffectKind[]) =>
  actorOf('terminated', { asked: { effects, told: [] } });

describe('the end that Meta tells of', () => {
  it('is the consumer’s who hung up', () => {
    expect(actorOfEnd()).toBe('CONSUMER');
    expect(actorOfEnd('media.create', 'graph.pre_accept', 'graph.accept')).toBe('CONSUMER');
  });

  it('is Meta’s answer when we had asked for it, whatever came of asking', () => {
    expect(actorOfEnd('media.create', 'graph.reject')).toBe('META');
    expect(actorOfEnd('media.create', 'graph.accept', 'graph.terminate')).toBe('META');
  });
});
