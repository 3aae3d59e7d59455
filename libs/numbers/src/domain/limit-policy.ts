import type { NumberProfile } from './number.js';

/** A limit that held on a day: limits are dated rows, never constants. */
export interface LimitPolicy {
  readonly value: number;
  readonly unit: string;
  /** Where the figure is from, such as the page of Meta's that states it. */
  readonly source: string;
}

/** A row of the list: from its day on, and until the next one's, it holds for numbers of a profile. */
export interface LimitPolicyRow extends LimitPolicy {
  readonly id: string;
  readonly profile: NumberProfile;
  readonly name: string;
  /** `YYYY-MM-DD`, from its beginning in UTC. */
  readonly effectiveFrom: string;
}

/** The day of a moment, in UTC, as limits are dated. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/** Which of the rows hold on a day: of each profile and name the newest that has begun. */
export function inForce(rows: readonly LimitPolicyRow[], day: string): ReadonlySet<LimitPolicyRow> {
  const newest = new Map<string, LimitPolicyRow>();
  for (const row of rows.filter(({ effectiveFrom }) => effectiveFrom <= day)) {
    const key = `${row.profile} ${row.name}`;
    const known = newest.get(key);
    if (known === undefined || known.effectiveFrom < row.effectiveFrom) newest.set(key, row);
  }
  return new Set(newest.values());
}
