import { UsageError } from './failures.js';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `7d`, `1h30m`, `45s`, `250ms`, `-1d` in milliseconds. */
export function parseDuration(text: string): number {
  const [, sign, rest = ''] = /^(-?)((?:\d+(?:ms|s|m|h|d))+)$/.exec(text) ?? [];
  if (rest === '') {
    throw new UsageError(`"${text}" is not a duration: write 7d, 12h, 1h30m, 45s or 250ms`);
  }
  const parts = [...rest.matchAll(/(\d+)(ms|s|m|h|d)/g)];
  const ms = parts.reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
  return sign === '-' ? -ms : ms;
}
