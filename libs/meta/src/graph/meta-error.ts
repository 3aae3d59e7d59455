import { z } from 'zod';

/** What Meta said when it refused: kept as it came (its code, title, details and trace id). */
export interface MetaError {
  readonly code: number;
  readonly title: string;
  readonly details: string | null;
  readonly fbtraceId: string | null;
  readonly httpStatus: number;
}

const graphErrorSchema = z.object({
  error: z.object({
    message: z.string(),
    code: z.number(),
    error_data: z.object({ details: z.string().optional() }).optional(),
    fbtrace_id: z.string().optional(),
  }),
});

/** Reads Graph's error body; undefined when the body is not one of Graph's. */
export function metaErrorFrom(httpStatus: number, body: unknown): MetaError | undefined {
  const parsed = graphErrorSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { error } = parsed.data;
  return {
    code: error.code,
    title: error.message.replace(/^\(#\d+\)\s*/, ''),
    details: error.error_data?.details ?? null,
    fbtraceId: error.fbtrace_id ?? null,
    httpStatus,
  };
}
