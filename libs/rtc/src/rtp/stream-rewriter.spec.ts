import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StreamRewriter } from './stream-rewriter.js';

function rewriterAt(clock: { ms: number }): StreamRewriter {
  return new StreamRewriter(() => clock.ms);
}

describe('StreamRewriter', () => {
  it('keeps gaps, order and time inside one source', () => {
    const rewriter = rewriterAt({ ms: 0 });
    const first = rewriter.place({ ssrc: 1, index: 500, timestamp: 9600 })!;
    const third = rewriter.place({ ssrc: 1, index: 502, timestamp: 11_520 })!;
    const late = rewriter.place({ ssrc: 1, index: 501, timestamp: 10_560 })!;
    expect(third.index - first.index).toBe(2);
    expect(late.index - first.index).toBe(1);
    expect((late.timestamp - first.timestamp) >>> 0).toBe(960);
    expect([first.startsRun, third.startsRun, late.startsRun]).toEqual([true, false, false]);
  });

  it('goes on by one number and by the time passed when the source changes', () => {
    const clock = { ms: 1000 };
    const rewriter = rewriterAt(clock);
    const before = rewriter.place({ ssrc: 1, index: 7, timestamp: 100 })!;
    clock.ms += 500;
    const after = rewriter.place({ ssrc: 2, index: 60_000, timestamp: 4_000_000_000 })!;
    expect(after.index).toBe(before.index + 1);
    expect((after.timestamp - before.timestamp) >>> 0).toBe(500 * 48);
    expect(after.startsRun).toBe(true);
  });

  it('drops what is older than the start of the run', () => {
    const rewriter = rewriterAt({ ms: 0 });
    rewriter.place({ ssrc: 1, index: 7, timestamp: 100 });
    expect(rewriter.place({ ssrc: 1, index: 6, timestamp: 1 })).toBeUndefined();
  });

  it('never gives one number twice, whatever the sources do', () => {
    const packet = fc.record({
      ssrc: fc.constantFrom(1, 2, 3),
      index: fc.integer({ min: 0, max: 200 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(packet, { selector: (p) => `${p.ssrc}/${p.index}` }),
        (packets) => {
          const rewriter = rewriterAt({ ms: 0 });
          const indices = packets.flatMap(
            (p) => rewriter.place({ ...p, timestamp: 0 })?.index ?? [],
          );
          expect(new Set(indices).size).toBe(indices.length);
        },
      ),
    );
  });
});
