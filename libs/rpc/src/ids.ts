import { isUuid } from '#patchbay/kernel';
import { z } from 'zod';

/** A row's id as PostgreSQL prints it; opaque public ids never travel between our processes. */
export const uuidSchema = z.string().refine(isUuid, 'must be a lower-case UUID');

/** A command's or an event's place in a trace (https://www.w3.org/TR/trace-context/). */
export const traceparentSchema = z
  .string()
  .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/, 'must be a W3C traceparent');

/**
 * How often the ownership of a call has changed hands. A node refuses commands of an epoch that is
 * older than the one it knows.
 */
export const epochSchema = z.number().int().min(0);

/** Milliseconds since the Unix epoch. */
export const instantMsSchema = z.number().int().min(0);
