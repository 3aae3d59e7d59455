import { z } from 'zod';
import { defined, elements, elementsOf, idText, instant, lenient, text } from './lenient.js';

const bodySchema = z.object({ object: z.string(), entry: z.unknown() });
const entrySchema = z.object({
  id: idText,
  time: lenient(instant),
  changes: z.unknown().optional(),
});
const changeSchema = z.object({ field: text, value: z.unknown().optional() });
const listSchema = z.array(z.unknown());

/** What stands for the field of a change, or the id of an entry, that has none. */
const NONE = '';

/** One change of a webhook: Meta batches several entries with several changes in one POST. */
export interface WebhookChange {
  /** The WABA, or "0", or a portfolio, as `entry[].id` says; empty when it says nothing. */
  readonly entryId: string;
  /** Empty when what stands there is no change. */
  readonly field: string;
  readonly value: unknown;
  /** `entry[].time` in Unix milliseconds, which account fields have. */
  readonly atMs?: number;
}

function changesOfEntry(raw: unknown): WebhookChange[] {
  const entry = entrySchema.safeParse(raw).data;
  // Not what an entry is: an event that nobody knows, beside the others of its webhook.
  if (entry?.changes === undefined)
    return [{ entryId: entry?.id ?? NONE, field: NONE, value: raw }];
  const { id: entryId, time: atMs } = entry;
  return elementsOf(entry.changes).map((each) => {
    const { field, value } = changeSchema.safeParse(each).data ?? { field: NONE, value: each };
    return { entryId, field, value, ...defined({ atMs }) };
  });
}

/**
 * All changes of a webhook's body, also of a body in a list, as some of Meta's samples are.
 * Undefined when it is not a webhook of Meta's; an entry or a change of another form is a change
 * without a field, and takes no other with it.
 */
export function timedChanges(body: unknown): WebhookChange[] | undefined {
  const bodies = z.array(bodySchema).min(1).safeParse(elementsOf(body)).data;
  if (bodies?.every(({ entry }) => listSchema.safeParse(entry).success) !== true) return undefined;
  return bodies.flatMap(({ entry }) => elements.parse(entry).flatMap(changesOfEntry));
}
