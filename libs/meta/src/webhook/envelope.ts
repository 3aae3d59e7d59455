import { z } from 'zod';
import { defined, elementsOf, instant, lenient } from './lenient.js';

const envelopeSchema = z.object({
  object: z.string(),
  entry: z.array(
    z.object({
      id: z.string(),
      time: lenient(instant),
      changes: z.array(z.object({ field: z.string(), value: z.unknown() })),
    }),
  ),
});

/** One change of a webhook: Meta batches several entries with several changes in one POST. */
export interface WebhookChange {
  /** The WABA, or "0", or a portfolio, as `entry[].id` says. */
  readonly entryId: string;
  readonly field: string;
  readonly value: unknown;
  /** `entry[].time` in Unix milliseconds, which account fields have; see timedChanges. */
  readonly atMs?: number;
}

/** All changes of a webhook's body; undefined when the body is not a webhook of Meta's. */
export function webhookChanges(body: unknown): WebhookChange[] | undefined {
  const parsed = envelopeSchema.safeParse(body);
  if (!parsed.success) return undefined;
  return parsed.data.entry.flatMap((entry) =>
    entry.changes.map(({ field, value }) => ({ entryId: entry.id, field, value })),
  );
}

/** The same with the entries' times; also of a body in a list, as some of Meta's samples are. */
export function timedChanges(body: unknown): WebhookChange[] | undefined {
  const parsed = z.array(envelopeSchema).min(1).safeParse(elementsOf(body));
  if (!parsed.success) return undefined;
  return parsed.data.flatMap(({ entry: entries }) =>
    entries.flatMap(({ id: entryId, time: atMs, changes }) =>
      changes.map(({ field, value }) => ({ entryId, field, value, ...defined({ atMs }) })),
    ),
  );
}
