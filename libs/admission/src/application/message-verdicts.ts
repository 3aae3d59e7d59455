import type { TenantTransaction } from '#patchbay/database';
import { isPermitted, type Verdict } from '../domain/verdict.js';
import { AskedStatement } from '../persistence/asked.js';
import { STANDING } from '../persistence/standing.repository.js';
import { STANDING_RULES } from './standing-rules.js';

/** A message that asks a consumer for calls, or invites to one. */
export interface MessageAsked {
  readonly numberId: string;
  readonly consumerId: string;
  /** Business time. */
  readonly now: Date;
}

/** Who is not to be called, or not now, is not to be asked for calls either. */
const OF_MESSAGES: ReadonlySet<string> = new Set(['kill_switch', 'suppression', 'quiet_hours']);
const RULES = STANDING_RULES.filter(({ name }) => OF_MESSAGES.has(name));
const statement = new AskedStatement([STANDING]);

/**
 * What kill switches, the tenant's suppression list and its quiet hours have against a message; empty
 * when it may be sent. One statement in the caller's transaction.
 */
export async function verdictsAgainstMessage(
  tx: TenantTransaction,
  { numberId, consumerId, now }: MessageAsked,
): Promise<Verdict[]> {
  const read = await statement.read(tx, {
    numberId,
    consumer: { consumerId },
    country: null,
    now,
  });
  if (read === undefined) return [];
  const verdicts = RULES.map((rule) => rule.judge(read.request, read.facts));
  return verdicts.filter((verdict) => !isPermitted(verdict));
}
