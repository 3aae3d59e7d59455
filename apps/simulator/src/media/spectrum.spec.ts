import { describe, expect, it } from '@jest/globals';
import { spectrumOf, strongestHz, transform } from './spectrum.js';
import { sine } from './tone.js';

describe('transform', () => {
  it('is the discrete Fourier transform, as its definition gives it', () => {
    const signal = Float64Array.from({ length: 64 }, (_, i) => Math.sin(i * i) * 100);
    const [real, imaginary] = [Float64Array.from(signal), new Float64Array(64)];
    transform(real, imaginary);
    for (let bin = 0; bin < 64; bin++) {
      const angle = (i: number) => (-2 * Math.PI * bin * i) / 64;
      const sum = (part: (angle: number) => number) =>
        signal.reduce((total, sample, i) => total + sample * part(angle(i)), 0);
      expect(real[bin]).toBeCloseTo(sum(Math.cos), 6);
      expect(imaginary[bin]).toBeCloseTo(sum(Math.sin), 6);
    }
  });
});

describe('strongestHz', () => {
  it.each([100, 440, 441, 1000, 3333])('finds %p Hz', (hz) => {
    expect(Math.abs(strongestHz(sine(hz, 8000, 1)) - hz)).toBeLessThanOrEqual(1);
  });

  it('finds the louder of two tones', () => {
    const [loud, quiet] = [sine(440, 8000, 1), sine(1200, 8000, 1)];
    const both = loud.map((sample, i) => sample * 0.6 + quiet[i]! * 0.3);
    expect(strongestHz(both)).toBe(440);
  });
});

describe('spectrumOf', () => {
  it('names each second: tone, silence, another tone', () => {
    const samples = Int16Array.from([
      ...sine(440, 8000, 1),
      ...new Int16Array(8000),
      ...sine(880, 8000, 1.5),
    ]);
    expect(spectrumOf(samples)).toEqual([
      { second: 0, hz: 440, level: 0.354 },
      { second: 1, hz: null, level: 0 },
      { second: 2, hz: 880, level: 0.354 },
    ]);
  });
});
