import type { Switches } from '../world/switches.js';
import type { Webhook, WebhookValue } from './webhook.js';

/** A webhook on its way, with what the envelope says of it. */
export interface Parcel {
  readonly webhook: Webhook;
  /** `entry[].id`. */
  readonly entryId: string | undefined;
  /** `entry[].time` in UNIX seconds, where the field has one. */
  readonly time: number | undefined;
}

/** What the envelope says of a webhook about an event; the WABA is that of its subject. */
export function parcelOf(
  webhook: Webhook,
  told: {
    readonly wabaId: string | undefined;
    readonly eventMs: number;
    readonly switches: Switches;
  },
): Parcel {
  const { about, field, hasTime } = webhook;
  const isTimed = hasTime ?? (field === 'calls' && told.switches.hasEntryTimeOnCalls);
  return {
    webhook,
    entryId: webhook.entryId ?? ('businessId' in about ? about.businessId : told.wabaId),
    time: isTimed ? Math.floor(told.eventMs / 1000) : undefined,
  };
}

interface Change {
  value: WebhookValue;
  readonly field: string;
}

interface Entry {
  readonly id: string | undefined;
  readonly time?: number;
  readonly changes: Change[];
}

/** Lists inside a `value` that can hold several elements. */
const ELEMENT_KEYS = ['calls', 'statuses', 'messages', 'contacts'];

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether two values differ in their elements only; `errors` could not be told apart any more. */
function canJoin(a: WebhookValue, b: WebhookValue): boolean {
  const keys = Object.keys(a);
  if ('errors' in a || !sameJson(keys, Object.keys(b))) return false;
  if (!keys.some((key) => ELEMENT_KEYS.includes(key))) return false;
  return keys.every((key) => ELEMENT_KEYS.includes(key) || sameJson(a[key], b[key]));
}

function join(a: WebhookValue, b: WebhookValue): WebhookValue {
  const joined = Object.entries(a).map(([key, value]) => {
    if (!Array.isArray(value)) return [key, value] as const;
    const more = (b[key] as unknown[]).filter(
      (item) => key !== 'contacts' || !value.some((known) => sameJson(known, item)),
    );
    return [key, [...(value as unknown[]), ...more]] as const;
  });
  return Object.fromEntries(joined);
}

/**
 * The body that tells several webhooks: those of one account and second share an entry, those of
 * one number that differ in their elements only share a change.
 */
export function envelopeOf(parcels: readonly Parcel[]): unknown {
  const entries: Entry[] = [];
  for (const { entryId: id, time, webhook } of parcels) {
    let entry = entries.find((known) => known.id === id && known.time === time);
    if (entry === undefined) {
      entry = { id, ...(time === undefined ? {} : { time }), changes: [] };
      entries.push(entry);
    }
    const { field, value } = webhook;
    const last = entry.changes.at(-1);
    if (last?.field === field && canJoin(last.value, value)) last.value = join(last.value, value);
    else entry.changes.push({ value, field });
  }
  return { object: 'whatsapp_business_account', entry: entries };
}
