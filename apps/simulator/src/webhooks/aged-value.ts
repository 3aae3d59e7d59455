import type { WebhookValue } from './webhook.js';

const TIME_KEYS: ReadonlySet<string> = new Set(['timestamp', 'start_time', 'end_time']);

function aged(key: string, value: unknown, seconds: number): unknown {
  if (Array.isArray(value)) return value.map((item) => aged('', item, seconds));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, aged(name, item, seconds)]),
    );
  }
  if (!TIME_KEYS.has(key)) return value;
  if (typeof value === 'number') return value - seconds;
  return typeof value === 'string' ? String(Number(value) - seconds) : value;
}

/** The same webhook as if it had happened so long ago: its times, in UNIX seconds, lie back. */
export function agedValue(value: WebhookValue, ms: number): WebhookValue {
  return aged('', value, Math.floor(ms / 1000)) as WebhookValue;
}
