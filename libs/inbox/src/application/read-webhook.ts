import { type MetaEvent, metaEvents, timedChanges } from '#patchbay/meta';

/** Meta sends up to 1,000 updates in one POST. https://developers.facebook.com/docs/graph-api/webhooks/getting-started */
export const MAX_CHANGES = 1000;

/** What is in a webhook's body. `unreadable`: it is not JSON, or not a webhook of Meta's. */
export type WebhookContent =
  | { readonly kind: 'events'; readonly events: readonly MetaEvent[] }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'too_many_changes'; readonly changes: number };

/**
 * The typed events of a webhook, in the order in which they stand in it: entries, their changes, the
 * elements of their lists. Never throws: what cannot be read is kept raw.
 */
export function readWebhook(raw: Buffer): WebhookContent {
  try {
    const changes = timedChanges(JSON.parse(raw.toString('utf8')));
    if (changes === undefined) return { kind: 'unreadable' };
    if (changes.length > MAX_CHANGES) return { kind: 'too_many_changes', changes: changes.length };
    return { kind: 'events', events: changes.flatMap((change) => metaEvents(change).events) };
  } catch {
    return { kind: 'unreadable' };
  }
}
