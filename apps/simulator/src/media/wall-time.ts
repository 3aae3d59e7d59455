/**
 * Wall-clock milliseconds with fractions, the same scale in every process of one machine. Media
 * times use it and never the virtual clock, so that a test which moves a call by an hour does not
 * move the audio's timeline.
 */
export function wallMs(): number {
  return performance.timeOrigin + performance.now();
}
