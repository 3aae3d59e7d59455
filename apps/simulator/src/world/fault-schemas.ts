import { z } from 'zod';
import { mediaFaultsSchema } from '../media/media-faults.js';
import { NO_WEBHOOK_FAULTS, webhookFaultsSchema } from '../webhooks/webhook-faults.js';

/** A Graph request that goes wrong: refused with a status, or answered too late. */
const graphFaultSchema = z
  .strictObject({
    endpoint: z
      .string()
      .default('calls')
      .describe('Name of the endpoint, e.g. settings.read; * is every one'),
    action: z
      .string()
      .optional()
      .describe('Of an endpoint that does several things, the one that goes wrong'),
    phoneNumberId: z.string().optional(),
    status: z
      .number()
      .int()
      .min(400)
      .max(599)
      .optional()
      .describe('Answer with this HTTP status and an error body'),
    code: z.number().int().optional().describe("Meta's error code in that body"),
    timeoutMs: z.number().int().positive().optional().describe('Keep the answer back for so long'),
    applied: z
      .boolean()
      .optional()
      .describe('Whether the request takes effect all the same. A late answer is late, not undone'),
    times: z
      .union([z.number().int().positive(), z.literal('always')])
      .default(1)
      .describe('How many requests it hits'),
  })
  .refine((fault) => (fault.status === undefined) !== (fault.timeoutMs === undefined), {
    message: 'give either status or timeoutMs',
  });

const graphFaultsSchema = z.array(graphFaultSchema);

export const faultsSchema = z.strictObject({
  graph: graphFaultsSchema.default([]),
  webhooks: webhookFaultsSchema.default(NO_WEBHOOK_FAULTS),
  media: mediaFaultsSchema.default(mediaFaultsSchema.parse({})),
});

/** The same fields, each left out unless it is named: what lies on top of other faults. */
function overridesOf<T extends z.ZodObject>(
  schema: T,
): z.ZodType<Partial<z.output<T>>, Partial<z.input<T>>> {
  const fields = Object.entries(schema.shape as Record<string, z.ZodType>).map(
    ([name, field]) =>
      [name, (field instanceof z.ZodDefault ? field.unwrap() : field) as z.ZodType] as const,
  );
  const shape = Object.fromEntries(fields.map(([name, field]) => [name, field.optional()]));
  return z.strictObject(shape) as unknown as z.ZodType<Partial<z.output<T>>, Partial<z.input<T>>>;
}

/** Faults on top of others: a field that is left out stays as it was. */
export const faultOverridesSchema = z.strictObject({
  graph: graphFaultsSchema.optional(),
  webhooks: overridesOf(webhookFaultsSchema).optional(),
  media: overridesOf(mediaFaultsSchema).optional(),
});

export type GraphFault = z.output<typeof graphFaultSchema>;
export type FaultSettings = z.output<typeof faultsSchema>;
export type FaultOverrides = z.output<typeof faultOverridesSchema>;
