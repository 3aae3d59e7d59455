import { z } from 'zod';

const factsSchema = z.object({
  asOf: z.iso.date(),
  source: z.string(),
  countries: z.array(
    z.object({
      country: z.string().length(2),
      from: z.iso.date(),
      /** The first day on which it no longer holds. */
      until: z.iso.date().nullable(),
    }),
  ),
});
export type BlockedCountries = z.output<typeof factsSchema>;

/** The list as its file has it; throws where the file is wrong. */
export function blockedCountriesFrom(facts: unknown): BlockedCountries {
  return factsSchema.parse(facts);
}

/** Whether businesses with numbers of the country cannot call users on this day. */
export function isBlocked({ countries }: BlockedCountries, country: string, at: Date): boolean {
  const day = at.toISOString().slice(0, 'yyyy-mm-dd'.length);
  return countries.some(
    (row) => row.country === country && row.from <= day && (row.until === null || day < row.until),
  );
}
