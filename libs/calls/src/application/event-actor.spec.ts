import { describe, expect, it } from '@jest/globals';
import { type FactKind, type Facts } from '../domain/call-fact.js';
import { terminationOf } from '../domain/call-cause.js';
import { actorOf } from './event-actor.js';

const AT = 1_790_000_000_000;

/** Who the timeline says made Meta's word of the end true, after these facts in their order. */
function actorOfEnd(...kinds: FactKind[]) {
  const facts: Facts = Object.fromEntries(
    kinds.map((kind, index) => [kind, { atMs: AT + index * 100, data: {} }]),
  );
  return actorOf('terminated', terminationOf('USER_INITIATED', facts));
}

describe('the end that Meta tells of', () => {
  it('is the consumer’s who hung up', () => {
    expect(actorOfEnd('offered', 'terminated')).toBe('CONSUMER');
    expect(actorOfEnd('offered', 'tenant_accepted', 'accept_done', 'accepted', 'terminated')).toBe(
      'CONSUMER',
    );
  });

  it('is Meta’s when we had asked for it, answered or not', () => {
    const ours = ['offered', 'tenant_rejected'] as const;
    expect(actorOfEnd(...ours, 'terminate_done', 'terminated')).toBe('META');
    expect(actorOfEnd(...ours, 'terminated')).toBe('META');
  });
});
