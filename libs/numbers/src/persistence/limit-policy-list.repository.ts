import type { Transaction } from '#patchbay/database';
import type { LimitPolicyRow } from '../domain/limit-policy.js';
import type { NumberProfile } from '../domain/number.js';

const COLUMNS = `id, profile, name, value, unit, to_char(effective_from, 'YYYY-MM-DD') as "effectiveFrom", source`;

/** All rows of these limits, the newest first; null asks for all. */
export function selectLimitPolicies(
  tx: Transaction,
  profile: NumberProfile | null,
  name: string | null,
): Promise<LimitPolicyRow[]> {
  return tx.query<LimitPolicyRow>(
    `select ${COLUMNS} from limit_policy
      where ($1::text is null or profile = $1) and ($2::text is null or name = $2)
      order by profile, name, effective_from desc`,
    [profile, name],
  );
}

/** Writes what holds from its day on; a row of the same day is replaced. */
export async function saveLimitPolicy(
  tx: Transaction,
  policy: LimitPolicyRow,
): Promise<LimitPolicyRow> {
  const { id, profile, name, value, unit, effectiveFrom, source } = policy;
  const [saved] = await tx.query<LimitPolicyRow>(
    `insert into limit_policy (id, profile, name, value, unit, effective_from, source)
     values ($1, $2, $3, $4, $5, $6::date, $7)
     on conflict (profile, name, effective_from) do update
       set value = excluded.value, source = excluded.source
     returning ${COLUMNS}`,
    [id, profile, name, value, unit, effectiveFrom, source],
  );
  return saved ?? policy;
}
