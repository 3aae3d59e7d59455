import {
  type AdmissionRequest,
  type AdmissionRule,
  allowed,
  type KnownFacts,
  refused,
  type Verdict,
} from '#patchbay/admission';
import type { TenantTransaction } from '#patchbay/database';
import { LIMIT_VALUES } from '#patchbay/numbers';
import { type Ledger, ledgerAt, type PairRecord } from '../domain/ledger.js';
import type { PermissionLimits } from '../domain/permission-limits.js';
import { type PermissionState, permissionState } from '../domain/permission-state.js';
import { PAIR_RECORD } from '../persistence/ledger.repository.js';
import { permissionLimitsIn, permissionLimitsOf } from './permission-limits-of.js';

export const RULE_NAMES = {
  permission: 'call_permission',
  streak: 'unanswered_streak',
  budget: 'permission_request_budget',
} as const;

/** Said of a pair of whom nothing was ever heard. */
export const PERMISSION_UNKNOWN = 'No permission is known of, and none refused: Meta decides.';

interface Read {
  readonly ledger: Ledger;
  readonly limits: PermissionLimits;
}

type Judge = (read: Read) => Verdict;

const MISSING: Partial<Readonly<Record<PermissionState, string>>> = {
  REQUESTED: 'The consumer has not answered the permission request yet: wait for the answer.',
  REJECTED: 'The consumer declined to be called: only the consumer can change that.',
  REVOKED: 'The permission was taken back: ask for a new one with requestCallPermission.',
  EXPIRED: 'The permission has expired: ask for a new one with requestCallPermission.',
};
const NONE_YET =
  'The consumer has not allowed calls of this number: ask with requestCallPermission.';

/** 138006. Of a pair of whom nothing is known, Meta has the last word. */
const hasPermission: Judge = ({ ledger }) => {
  const rule = RULE_NAMES.permission;
  if (ledger.status !== 'NONE') return allowed(rule);
  if (ledger.isUnknown) return { ...allowed(rule), reason: PERMISSION_UNKNOWN };
  const reason = MISSING[permissionState(ledger)] ?? NONE_YET;
  return refused(rule, { code: 'CALL_PERMISSION_MISSING', reason });
};

/** After the fourth unanswered call in a row Meta revokes the permission; its webhook may be late. */
const isPickedUp: Judge = ({ ledger, limits }) => {
  const rule = RULE_NAMES.streak;
  const used = ledger.unanswered.length;
  const figure = { limit: limits.revokeAt, used, period: null, source: 'OURS' } as const;
  if (!ledger.isRevocationExpected) return allowed(rule, { figure });
  const reason =
    `${used} calls in a row went unanswered, so Meta takes the permission back: ` +
    'ask for a new one with requestCallPermission.';
  return refused(rule, { code: 'UNANSWERED_STREAK', reason, figure });
};

/** Stops nothing that is permitted: it says why the missing permission cannot be asked for now. */
const mayBeAsked: Judge = ({ ledger }) => {
  const rule = RULE_NAMES.budget;
  const { week, day, retryAt, source } = ledger.requests;
  const full = day.used >= day.limit ? day : week;
  const period = full === day ? 'PT24H' : 'P7D';
  const figure = { limit: full.limit, used: full.used, period, source };
  const isNeeded = ledger.status === 'NONE' && !ledger.isUnknown;
  if (!isNeeded || retryAt === null) return allowed(rule, { figure });
  const reason =
    'No further permission request may be sent to the consumer yet: ' +
    'wait, or for a call between the two that is picked up.';
  return refused(rule, { code: 'PERMISSION_REQUESTS_USED_UP', reason, retryAt, figure });
};

const JUDGES = [
  [RULE_NAMES.permission, hasPermission],
  [RULE_NAMES.streak, isPickedUp],
  [RULE_NAMES.budget, mayBeAsked],
] as const;

/** The rules about permissions; the three of one decision read the ledger once. */
export function permissionRules(): AdmissionRule[] {
  const reads = new WeakMap<KnownFacts, Read>();
  const readOnce = ({ now }: AdmissionRequest, facts: KnownFacts): Read => {
    const known = reads.get(facts);
    if (known !== undefined) return known;
    const limits = permissionLimitsIn(facts.of(LIMIT_VALUES));
    const read = { limits, ledger: ledgerAt(facts.of(PAIR_RECORD), limits, now) };
    reads.set(facts, read);
    return read;
  };
  return JUDGES.map(([name, judge]) => ({
    name,
    facts: [LIMIT_VALUES, PAIR_RECORD],
    judge: (request, facts) => judge(readOnce(request, facts)),
  }));
}

/** What the three rules say by a record that is kept nowhere, such as what Meta told of a stranger. */
export async function permissionVerdicts(
  tx: TenantTransaction,
  { number, now }: AdmissionRequest,
  record: PairRecord,
): Promise<Verdict[]> {
  const limits = await permissionLimitsOf(tx, number.profile, now);
  const read = { limits, ledger: ledgerAt(record, limits, now) };
  return JUDGES.map(([, judge]) => judge(read));
}
