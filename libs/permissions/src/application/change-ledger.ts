import type { TenantTransaction } from '#patchbay/database';
import { type Clock, uuidv7 } from '#patchbay/kernel';
import type { NumberView } from '#patchbay/numbers';
import { type Ledger, ledgerAt, type PairRecord } from '../domain/ledger.js';
import type { LedgerEntry } from '../domain/permission-entry.js';
import type { PermissionLimits } from '../domain/permission-limits.js';
import { holdConsumer } from '../persistence/consumer-root.repository.js';
import { addEntry, dropEntry, lockPair, savePairStatus } from '../persistence/ledger.repository.js';
import { permissionLimitsOf } from './permission-limits-of.js';

/** A number and a consumer, held for the length of the transaction. */
export interface HeldPair {
  readonly number: NumberView;
  readonly consumerId: string;
  readonly record: PairRecord;
  readonly limits: PermissionLimits;
  readonly now: Date;
  readonly ledger: Ledger;
}

/**
 * Holds a pair, so that its ledger has one writer at a time, and says what the ledger says now. Of a
 * consumer who turned out to be another one the pair is that one's.
 */
export async function holdPair(
  tx: TenantTransaction,
  clock: Clock,
  { number, consumerId: named }: Pick<HeldPair, 'number' | 'consumerId'>,
): Promise<HeldPair> {
  const now = clock.now();
  const consumerId = await holdConsumer(tx, named);
  const [record, limits] = await tx.together(() => [
    lockPair(tx, clock, { numberId: number.id, consumerId }),
    permissionLimitsOf(tx, number.profile, now),
  ]);
  return { number, consumerId, record, limits, now, ledger: ledgerAt(record, limits, now) };
}

function refOf({ number, consumerId }: HeldPair): { numberId: string; consumerId: string } {
  return { numberId: number.id, consumerId };
}

async function saved(tx: TenantTransaction, pair: HeldPair, record: PairRecord): Promise<HeldPair> {
  const { limits, now } = pair;
  const ledger = ledgerAt(record, limits, now);
  const { status, expiresAt } = ledger;
  await savePairStatus(tx, refOf(pair), { status, expiresAt, now });
  return { ...pair, record, ledger };
}

/** Writes down anew what lists and the sweeper of ends go by. */
export async function saveAgain(tx: TenantTransaction, pair: HeldPair): Promise<void> {
  await saved(tx, pair, pair.record);
}

export type EntryToAdd = Omit<LedgerEntry, 'id'> & { readonly id?: string };

/** Adds a line to a held pair. What is there already changes nothing and gives back the same pair. */
export async function enter(
  tx: TenantTransaction,
  clock: Clock,
  pair: HeldPair,
  added: EntryToAdd,
): Promise<HeldPair> {
  // Under another id of the person, too.
  const isKnown = pair.record.entries.some(
    ({ kind, key }) => kind === added.kind && key === added.key,
  );
  if (isKnown) return pair;
  const entry: LedgerEntry = { ...added, id: added.id ?? uuidv7(clock) };
  if (!(await addEntry(tx, clock, refOf(pair), entry))) return pair;
  return saved(tx, pair, { ...pair.record, entries: [...pair.record.entries, entry] });
}

/** Takes a line back that turned out not to be so. */
export async function strike(
  tx: TenantTransaction,
  pair: HeldPair,
  { kind, key }: Pick<LedgerEntry, 'kind' | 'key'>,
): Promise<HeldPair> {
  if (!(await dropEntry(tx, refOf(pair), { kind, key }))) return pair;
  const entries = pair.record.entries.filter((entry) => entry.kind !== kind || entry.key !== key);
  return saved(tx, pair, { ...pair.record, entries });
}
