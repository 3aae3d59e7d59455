import { describe, expect, it } from '@jest/globals';
import { childTraceparent, newTraceparent, traceIdOf } from './traceparent.js';

const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';

describe('traceparent', () => {
  it('of a new trace is well formed and sampled', () => {
    expect(newTraceparent()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(newTraceparent()).not.toBe(newTraceparent());
  });

  it('of a child keeps the trace and its flags, in a span of its own', () => {
    const child = childTraceparent(PARENT);
    expect(child).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-00$/);
    expect(child).not.toBe(PARENT);
  });

  it.each([
    undefined,
    null,
    '',
    'nonsense',
    PARENT.toUpperCase(),
    PARENT.replace(/^00/, 'ff'),
    `${PARENT}-more`,
    PARENT.slice(1),
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`,
  ])('begins a new trace when the parent is %j', (parent) => {
    const child = childTraceparent(parent);
    expect(traceIdOf(child)).toMatch(/^[0-9a-f]{32}$/);
    expect(traceIdOf(child)).not.toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(child).not.toContain('0'.repeat(32));
  });

  it('gives its trace id', () => {
    expect(traceIdOf(PARENT)).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(traceIdOf('nonsense')).toBeUndefined();
  });
});
