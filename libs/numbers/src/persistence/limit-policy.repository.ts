import type { Transaction } from '#patchbay/database';
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
