import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  afterFailures,
  type Circuit,
  type CircuitPolicy,
  CLOSED_CIRCUIT,
  opensAgainAt,
  openWaitMs,
  phaseOf,
} from './circuit.js';

const START = Date.UTC(2026, 10, 21, 12);
const policy: CircuitPolicy = { failuresToOpen: 5, firstWaitMs: 1000, longestWaitMs: 60_000 };
const at = (ms: number): Date => new Date(START + ms);
const fail = (circuit: Circuit, ms: number, count = 1): Circuit =>
  afterFailures(circuit, { count, at: at(ms) }, policy);

const anyPolicy = fc
  .record({
    failuresToOpen: fc.integer({ min: 1, max: 50 }),
    firstWaitMs: fc.integer({ min: 1, max: 10_000 }),
    stretch: fc.integer({ min: 1, max: 1000 }),
  })
  .map(({ stretch, ...rest }) => ({ ...rest, longestWaitMs: rest.firstWaitMs * stretch }));

/** A history: after a pause, so many attempts fail; or, sometimes, a probe is taken first. */
const history = fc.array(
  fc.record({
    pauseMs: fc.integer({ min: 0, max: 120_000 }),
    count: fc.integer({ min: 1, max: 20 }),
    takesProbe: fc.boolean(),
  }),
  { maxLength: 40 },
);

describe('a circuit', () => {
  it('lets everything pass until so many attempts failed in a row', () => {
    expect(phaseOf(fail(CLOSED_CIRCUIT, 0, 4), at(1))).toBe('CLOSED');
    expect(phaseOf(fail(CLOSED_CIRCUIT, 0, 5), at(1))).toBe('OPEN');
  });

  it('lets one probe pass when its wait is over, and nothing beside it', () => {
    const open = fail(CLOSED_CIRCUIT, 0, 5);
    expect([phaseOf(open, at(999)), phaseOf(open, at(1000))]).toEqual(['OPEN', 'HALF_OPEN']);
    const probing = { ...open, probeUntil: at(21_000) };
    expect([phaseOf(probing, at(1000)), phaseOf(probing, at(21_000))]).toEqual([
      'PROBING',
      'HALF_OPEN',
    ]);
    expect(opensAgainAt(probing, at(1000))).toEqual(at(21_000));
  });

  it('stays open twice as long when the probe failed', () => {
    const reopened = fail({ ...fail(CLOSED_CIRCUIT, 0, 5), probeUntil: at(21_000) }, 1500);
    expect(reopened).toEqual({ failures: 6, opens: 2, openUntil: at(3500), probeUntil: null });
  });

  it('learns nothing from what left before it opened', () => {
    const open = fail(CLOSED_CIRCUIT, 0, 5);
    expect(fail(open, 500, 7)).toEqual({ ...open, failures: 12 });
  });

  it('never waits longer than the longest wait, nor shorter than the time before', () => {
    fc.assert(
      fc.property(anyPolicy, fc.integer({ min: 1, max: 5000 }), (some, opens) => {
        const wait = openWaitMs(some, opens);
        expect(wait).toBeLessThanOrEqual(some.longestWaitMs);
        expect(wait).toBeGreaterThanOrEqual(some.firstWaitMs);
        expect(openWaitMs(some, opens + 1)).toBeGreaterThanOrEqual(wait);
      }),
    );
  });

  it('whatever fails whenever: counts all, opens once per threshold or probe, always ends', () => {
    fc.assert(
      fc.property(anyPolicy, history, (some, steps) => {
        let circuit = CLOSED_CIRCUIT;
        let nowMs = START;
        let total = 0;
        for (const { pauseMs, count, takesProbe } of steps) {
          nowMs += pauseMs;
          const now = new Date(nowMs);
          if (takesProbe && phaseOf(circuit, now) === 'HALF_OPEN') {
            circuit = { ...circuit, probeUntil: new Date(nowMs + 20_000) };
          }
          const before = circuit;
          const phase = phaseOf(before, now);
          circuit = afterFailures(before, { count, at: now }, some);
          total += count;
          expect(circuit.failures).toBe(total);
          expect(circuit.opens - before.opens).toBeLessThanOrEqual(1);
          // Closed below the threshold only; once open, it never closes by failing.
          expect(circuit.openUntil === null).toBe(total < some.failuresToOpen);
          if (phase === 'OPEN') expect(circuit.openUntil).toEqual(before.openUntil);
          const waitMs = (opensAgainAt(circuit, now)?.getTime() ?? nowMs) - nowMs;
          expect(waitMs).toBeLessThanOrEqual(some.longestWaitMs);
        }
      }),
    );
  });
});
