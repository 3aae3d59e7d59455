/** The strongest frequency of one second. */
export interface SecondOfSound {
  /** Seconds from the beginning of what was heard. */
  readonly second: number;
  /** Null where it was silent. */
  readonly hz: number | null;
  /** Root mean square, 1 is full scale. */
  readonly level: number;
}

const SAMPLES_PER_SECOND = 8000;
/** The next power of two, which makes the bins 0.98 Hz wide. */
const BINS = 8192;
/** Below this the second counts as silent: -60 dB. */
const SILENT_BELOW = 0.001;

/** Fast Fourier transform in place, length a power of two (Cooley and Tukey, decimation in time). */
export function transform(real: Float64Array, imaginary: Float64Array): void {
  reverseBits(real);
  reverseBits(imaginary);
  const { length } = real;
  for (let span = 1; span < length; span *= 2) {
    for (let twiddle = 0; twiddle < span; twiddle++) {
      const angle = (-Math.PI * twiddle) / span;
      butterflies({ real, imaginary, span, twiddle, cos: Math.cos(angle), sin: Math.sin(angle) });
    }
  }
}

interface Butterflies {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  readonly span: number;
  readonly twiddle: number;
  readonly cos: number;
  readonly sin: number;
}

function butterflies({ cos, imaginary, real, sin, span, twiddle }: Butterflies): void {
  for (let low = twiddle; low < real.length; low += 2 * span) {
    const high = low + span;
    const [a, b] = [real[high] ?? 0, imaginary[high] ?? 0];
    const [re, im] = [a * cos - b * sin, a * sin + b * cos];
    real[high] = (real[low] ?? 0) - re;
    imaginary[high] = (imaginary[low] ?? 0) - im;
    real[low] = (real[low] ?? 0) + re;
    imaginary[low] = (imaginary[low] ?? 0) + im;
  }
}

function reverseBits(values: Float64Array): void {
  const shift = 32 - Math.log2(values.length);
  for (let i = 0; i < values.length; i++) {
    const j = reversed(i) >>> shift;
    if (j > i) [values[i], values[j]] = [values[j] ?? 0, values[i] ?? 0];
  }
}

function reversed(value: number): number {
  let bits = 0;
  for (let i = 0; i < 32; i++) bits = (bits << 1) | ((value >>> i) & 1);
  return bits >>> 0;
}

/** The frequency of the highest peak among up to 8192 samples, 8000 a second, to 1 Hz. */
export function strongestHz(samples: Int16Array): number {
  const real = new Float64Array(BINS);
  // A Hann window keeps a tone between two bins from smearing over all of them.
  samples.forEach((sample, i) => {
    real[i] = sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / samples.length));
  });
  const imaginary = new Float64Array(BINS);
  transform(real, imaginary);
  let strongest = 1;
  let power = 0;
  for (let bin = 1; bin < BINS / 2; bin++) {
    const here = (real[bin] ?? 0) ** 2 + (imaginary[bin] ?? 0) ** 2;
    if (here > power) [strongest, power] = [bin, here];
  }
  return Math.round((strongest * SAMPLES_PER_SECOND) / BINS);
}

function rms(samples: Int16Array): number {
  const sum = samples.reduce((total, sample) => total + (sample / 32_768) ** 2, 0);
  return Math.sqrt(sum / samples.length);
}

/** Looks at each whole second of samples, 8000 a second. */
export function spectrumOf(samples: Int16Array): SecondOfSound[] {
  const seconds: SecondOfSound[] = [];
  for (let at = 0; at + SAMPLES_PER_SECOND <= samples.length; at += SAMPLES_PER_SECOND) {
    const second = samples.subarray(at, at + SAMPLES_PER_SECOND);
    const level = rms(second);
    seconds.push({
      second: at / SAMPLES_PER_SECOND,
      hz: level < SILENT_BELOW ? null : strongestHz(second),
      level: Math.round(level * 1000) / 1000,
    });
  }
  return seconds;
}
