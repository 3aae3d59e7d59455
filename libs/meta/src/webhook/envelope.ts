import { z } from 'zod';

const envelopeSchema = z.object({
  object: z.string(),
  entry: z.array(
    z.object({
      id: z.string(),
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
}

/** All changes of a webhook's body; undefined when the body is not a webhook of Meta's. */
export function webhookChanges(body: unknown): WebhookChange[] | undefined {
  const parsed = envelopeSchema.safeParse(body);
  if (!parsed.success) return undefined;
  return parsed.data.entry.flatMap((entry) =>
    entry.changes.map(({ field, value }) => ({ entryId: entry.id, field, value })),
  );
}
