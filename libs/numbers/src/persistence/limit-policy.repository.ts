import type { Fact, Transaction } from '#patchbay/database';
import { AppError } from '#patchbay/kernel';
import type { LimitPolicy } from '../domain/limit-policy.js';
import type { NumberProfile } from '../domain/number.js';

/**
 * The limit of this name that holds at `at` for numbers of this profile: the newest row in force.
 * A limit without a row is a hole in our own data, so it is an INTERNAL error and never "no limit".
 */
export async function limitPolicy(
  tx: Transaction,
  profile: NumberProfile,
  name: string,
  at: Date,
): Promise<LimitPolicy> {
  const rows = await tx.query<LimitPolicy>(
    `select value, unit, source from limit_policy
      where profile = $1 and name = $2 and effective_from <= ($3::timestamptz at time zone 'UTC')::date
      order by effective_from desc limit 1`,
    [profile, name, at],
  );
  const policy = rows[0];
  if (policy === undefined) {
    const cause = new Error(`limit_policy has no row for ${profile} ${name}`);
    throw new AppError('INTERNAL', {}, { cause });
  }
  return policy;
}

/** The same of several limits at once, by name. */
export async function limitPolicies<Name extends string>(
  tx: Transaction,
  profile: NumberProfile,
  names: readonly Name[],
  at: Date,
): Promise<Readonly<Record<Name, LimitPolicy>>> {
  const rows = await tx.query<LimitPolicy & { readonly name: Name }>(
    `select distinct on (name) name, value, unit, source from limit_policy
      where profile = $1 and name = any($2) and effective_from <= ($3::timestamptz at time zone 'UTC')::date
      order by name, effective_from desc`,
    [profile, names, at],
  );
  const found = new Map(rows.map(({ name, ...policy }) => [name, policy]));
  const missing = names.find((name) => !found.has(name));
  if (missing !== undefined) {
    const cause = new Error(`limit_policy has no row for ${profile} ${missing}`);
    throw new AppError('INTERNAL', {}, { cause });
  }
  return Object.fromEntries(found) as Record<Name, LimitPolicy>;
}

/** Values of limits by name, as they hold for a number. */
export type LimitValues = Readonly<Record<string, number>>;

/**
 * Every limit that holds for numbers of `asked.profile` on the day `asked.today`. Of several rows of a
 * name the newest comes last, and of a name that JSON repeats the last counts.
 */
export const LIMIT_VALUES: Fact<LimitValues> = {
  name: 'limit_values',
  sql: `(select json_object_agg(name, value) from (
      select name, value from limit_policy
       where profile = asked.profile and effective_from <= asked.today
       order by name, effective_from) held)`,
  parse: (json) => (json ?? {}) as LimitValues,
};

/** One of them; a limit without a row is a hole in our own data, as for `limitPolicy`. */
export function limitValue(values: LimitValues, name: string): number {
  const value = values[name];
  if (value === undefined) {
    throw new AppError('INTERNAL', {}, { cause: new Error(`limit_policy has no row for ${name}`) });
  }
  return value;
}
