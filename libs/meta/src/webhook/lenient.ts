import { z } from 'zod';

/** Lists in lists come of samples that were wrapped once too often; no more than this is undone. */
const NESTING = 3;
/** The last second of the year 9999: what is later is no time, and no Date either. */
const LAST_SECOND = 253_402_300_799;

// Meta writes instants as strings of Unix seconds; some samples have integers.
export const unixSeconds = z
  .union([z.string().regex(/^\d+$/), z.number().int()])
  .transform(Number)
  .refine((seconds) => seconds <= LAST_SECOND);
/** An instant in Unix milliseconds, from Meta's seconds. */
export const instant = unixSeconds
  .refine((seconds) => seconds >= 0)
  .transform((seconds) => seconds * 1000);
export const text = z.string().min(1);
/** An id: digits are now and then an integer. */
export const idText = z.union([text, z.number().int()]).transform(String);
/** One of Meta's constants, whose case varies between its samples. */
export const constant = text.transform((word) => word.toUpperCase());

/** A field that an event can do without: one of another form is left out, not the event lost. */
export function lenient<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().catch(undefined);
}

/** The elements of a list, of lists in a list, or the one that stands there without a list. */
export function elementsOf(raw: unknown): unknown[] {
  if (raw === undefined || raw === null) return [];
  return Array.isArray(raw) ? (raw.flat(NESTING) as unknown[]) : [raw];
}

/** A field with a list of whatever it is; none when it is missing. */
export const elements = z.unknown().optional().transform(elementsOf);

/** A field with one object, which may be wrapped in a list. */
export function lenientOne<Schema extends z.ZodType>(schema: Schema) {
  return lenient(z.preprocess((raw) => elementsOf(raw)[0], schema));
}

/** A field with a list; elements of another form are left out. */
export function lenientList<Schema extends z.ZodType>(schema: Schema) {
  return elements.transform((list) =>
    list.flatMap((element): z.output<Schema>[] => {
      const parsed = schema.safeParse(element);
      return parsed.success ? [parsed.data] : [];
    }),
  );
}

/** The object without its undefined fields. */
export function defined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as never;
}
