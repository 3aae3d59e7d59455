import { Counter } from 'prom-client';
import { metrics } from '#patchbay/kernel';

export const replayedTotal = new Counter({
  name: 'patchbay_inbox_replays_total',
  help: 'Events that staff replayed, by where they were and what became of them.',
  labelNames: ['from', 'result'],
  registers: [metrics],
});

/** The items in parts of at most `size`. */
export function inParts<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}
