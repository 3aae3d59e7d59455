import { rowsOfPerson } from '#patchbay/admission';
import type { Fact, TenantTransaction } from '#patchbay/database';
import { type Clock, uuidv7 } from '#patchbay/kernel';
import type { PairRecord } from '../domain/ledger.js';
import type { MetaFigure } from '../domain/meta-figure.js';
import type {
  EntryDetail,
  EntryKind,
  LedgerEntry,
  PermissionSource,
  PermissionStatus,
} from '../domain/permission-entry.js';

/** A number and a consumer of the tenant, by our ids. */
export interface PairRef {
  readonly numberId: string;
  readonly consumerId: string;
}

/** More than a sandbox sends in a week: what lies further back decides nothing. */
const ENTRIES_READ = 256;

/** The columns of `call_permission` that a record is made of. */
export interface PairRow {
  readonly connected_at: Date | null;
  readonly window_opened_at: Date | null;
  readonly meta_asked_at: Date | null;
  readonly meta_figure: MetaFigure | null;
}

/** A row of `permission_entry`, as it is read. */
export interface EntryRow {
  readonly id: string;
  readonly kind: EntryKind;
  readonly key: string;
  readonly source: PermissionSource | null;
  readonly occurred_at: Date;
  readonly expires_at: Date | null;
  readonly detail: EntryDetail;
}

const PERSON = rowsOfPerson('$2');

/** What is kept of the pair under any identity of the consumer's; one row, empty where nothing is. */
function pairRow(tx: TenantTransaction, { numberId, consumerId }: PairRef): Promise<PairRow[]> {
  return tx.query<PairRow>(
    `select max(connected_at) as connected_at, max(window_opened_at) as window_opened_at,
            max(meta_asked_at) as meta_asked_at,
            (array_agg(meta_figure order by meta_asked_at desc nulls last))[1] as meta_figure
       from call_permission where number_id = $1 and consumer_id in (${PERSON})`,
    [numberId, consumerId],
  );
}

/** What is kept of a pair, of its row and its lines. */
export function recordOf(row: PairRow, entries: readonly EntryRow[]): PairRecord {
  return {
    connectedAt: row.connected_at,
    windowOpenedAt: row.window_opened_at,
    metaAskedAt: row.meta_asked_at,
    metaFigure: row.meta_figure,
    entries: entries.map(({ occurred_at: at, expires_at: expiresAt, ...entry }) => ({
      ...entry,
      at,
      expiresAt,
    })),
  };
}

function latestEntries(
  tx: TenantTransaction,
  { numberId, consumerId }: PairRef,
): Promise<EntryRow[]> {
  return tx.query<EntryRow>(
    `select id, kind, key, source, occurred_at, expires_at, detail from permission_entry
      where number_id = $1 and consumer_id in (${PERSON})
      order by occurred_at desc, id desc limit ${ENTRIES_READ}`,
    [numberId, consumerId],
  );
}

type Time = string | null;

interface PairJson {
  /** Connected, window opened, Meta asked, Meta's figure; of every identity. */
  readonly rows: readonly [Time, Time, Time, MetaFigure | null][] | null;
  readonly entries:
    | readonly [string, EntryKind, string, PermissionSource | null, string, Time, EntryDetail][]
    | null;
}

const dateOf = (time: Time): Date | null => (time === null ? null : new Date(time));

/** What is kept of the pair that a decision is about, under any identity of the consumer's. */
export const PAIR_RECORD: Fact<PairRecord> = {
  name: 'pair_record',
  sql: `json_build_object(
    'rows', (select json_agg(json_build_array(
                connected_at, window_opened_at, meta_asked_at, meta_figure))
              from call_permission
             where number_id = asked.id and consumer_id = any(asked.persons)),
    'entries', (select json_agg(json_build_array(
                  id, kind, key, source, occurred_at, expires_at, detail)) from (
        select id, kind, key, source, occurred_at, expires_at, detail from permission_entry
         where number_id = asked.id and consumer_id = any(asked.persons)
         order by occurred_at desc, id desc limit ${ENTRIES_READ}) line))`,
  parse: (json) => {
    const { rows, entries } = json as PairJson;
    const known = rows ?? [];
    return {
      connectedAt: latestOf(known.map(([connected]) => connected)),
      windowOpenedAt: latestOf(known.map(([, opened]) => opened)),
      metaAskedAt: latestOf(known.map(([, , asked]) => asked)),
      metaFigure: latestFigure(known),
      entries: (entries ?? []).map(([id, kind, key, source, at, expiresAt, detail]) => ({
        id,
        kind,
        key,
        source,
        at: new Date(at),
        expiresAt: dateOf(expiresAt),
        detail,
      })),
    };
  },
};

function latestOf(times: readonly Time[]): Date | null {
  const known = times.flatMap((time) => (time === null ? [] : Date.parse(time)));
  return known.length === 0 ? null : new Date(Math.max(...known));
}

function latestFigure(rows: NonNullable<PairJson['rows']>): MetaFigure | null {
  const askedMs = ([, , asked]: (typeof rows)[number]): number =>
    asked === null ? -Infinity : Date.parse(asked);
  return rows.toSorted((a, b) => askedMs(b) - askedMs(a))[0]?.[3] ?? null;
}

/** Makes sure of the pair's row: entries hang on it. */
function ensurePair(
  tx: TenantTransaction,
  clock: Clock,
  { numberId, consumerId }: PairRef,
): Promise<number> {
  return tx.execute(
    `insert into call_permission (tenant_id, id, number_id, consumer_id, status, is_expiry_due,
                                  created_at, updated_at)
     values ($1, $2, $3, $4, 'NONE', false, $5, $5) on conflict do nothing`,
    [tx.tenantId, uuidv7(clock), numberId, consumerId, clock.now()],
  );
}

/** Holds the pair until the transaction ends, so that its ledger has one writer at a time. */
export async function lockPair(
  tx: TenantTransaction,
  clock: Clock,
  pair: PairRef,
): Promise<PairRecord> {
  const [, , rows, entries] = await tx.together(() => [
    ensurePair(tx, clock, pair),
    tx.query(
      `select id from call_permission where number_id = $1 and consumer_id = $2 for no key update`,
      [pair.numberId, pair.consumerId],
    ),
    pairRow(tx, pair),
    latestEntries(tx, pair),
  ]);
  const [row] = rows;
  if (row === undefined) throw new Error('the row of a pair is neither new nor there');
  return recordOf(row, entries);
}

/** What is kept of the pair; undefined when there never was anything. One round trip. */
export async function readPair(
  tx: TenantTransaction,
  pair: PairRef,
): Promise<PairRecord | undefined> {
  const [rows, entries] = await tx.together(() => [pairRow(tx, pair), latestEntries(tx, pair)]);
  return rows[0] && recordOf(rows[0], entries);
}

export type NewEntry = Omit<LedgerEntry, 'id'> & { readonly id?: string };

/** Adds a line; false when it is there already. The pair's row must be there. */
export async function addEntry(
  tx: TenantTransaction,
  clock: Clock,
  { numberId, consumerId }: PairRef,
  entry: LedgerEntry,
): Promise<boolean> {
  const { id, kind, key, source, at, expiresAt, detail } = entry;
  const added = await tx.execute(
    `insert into permission_entry (tenant_id, id, number_id, consumer_id, kind, key, source,
                                   expires_at, detail, occurred_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
    [tx.tenantId, id, numberId, consumerId, kind, key, source, expiresAt, detail, at, clock.now()],
  );
  return added > 0;
}

/** Takes a line back that turned out not to be so, such as a request that was never sent. */
export async function dropEntry(
  tx: TenantTransaction,
  { numberId, consumerId }: PairRef,
  { kind, key }: Pick<LedgerEntry, 'kind' | 'key'>,
): Promise<boolean> {
  const dropped = await tx.execute(
    `delete from permission_entry
      where number_id = $1 and consumer_id in (${PERSON}) and kind = $3 and key = $4`,
    [numberId, consumerId, kind, key],
  );
  return dropped > 0;
}

/** What lists are filtered by, and whether the end of the permission has still to be entered. */
export async function savePairStatus(
  tx: TenantTransaction,
  { numberId, consumerId }: PairRef,
  saved: {
    readonly status: PermissionStatus;
    readonly expiresAt: Date | null;
    readonly now: Date;
  },
): Promise<void> {
  const { status, expiresAt, now } = saved;
  await tx.execute(
    `update call_permission
        set status = $3, expires_at = $4, is_expiry_due = $5, updated_at = $6
      where number_id = $1 and consumer_id = $2`,
    [numberId, consumerId, status, expiresAt, status === 'TEMPORARY', now],
  );
}

/** What Meta answered, and when it was asked; an older answer changes nothing. */
export async function saveMetaFigure(
  tx: TenantTransaction,
  { numberId, consumerId }: PairRef,
  { figure, askedAt }: { readonly figure: MetaFigure; readonly askedAt: Date },
): Promise<void> {
  await tx.execute(
    `update call_permission set meta_figure = $3, meta_asked_at = $4
      where number_id = $1 and consumer_id = $2 and (meta_asked_at is null or meta_asked_at < $4)`,
    [numberId, consumerId, figure, askedAt],
  );
}

/** Moves the last connected call, or the last word of the consumer, on; never back. */
export async function moveOn(
  tx: TenantTransaction,
  clock: Clock,
  { numberId, consumerId }: PairRef,
  to: { readonly connectedAt?: Date; readonly windowOpenedAt?: Date },
): Promise<void> {
  const { connectedAt = null, windowOpenedAt = null } = to;
  // greatest() passes over nulls.
  await tx.execute(
    `insert into call_permission (tenant_id, id, number_id, consumer_id, status, is_expiry_due,
                                  connected_at, window_opened_at, created_at, updated_at)
     values ($1, $2, $3, coalesce((select merged_into from consumer where id = $4), $4), 'NONE', false,
             $5, $6, $7, $7)
     on conflict (tenant_id, number_id, consumer_id) do update
       set connected_at = greatest(call_permission.connected_at, excluded.connected_at),
           window_opened_at = greatest(call_permission.window_opened_at, excluded.window_opened_at),
           updated_at = excluded.updated_at`,
    [tx.tenantId, uuidv7(clock), numberId, consumerId, connectedAt, windowOpenedAt, clock.now()],
  );
}

/** Notes by which message of Meta's a request was sent: an answer to it names that. */
export async function noteRequestMessage(
  tx: TenantTransaction,
  requestId: string,
  messageId: string,
): Promise<void> {
  await tx.execute(
    `update permission_entry
        set detail = detail || jsonb_build_object('requestMessageId', $2::text)
      where kind = 'REQUESTED' and key = $1`,
    [requestId, messageId],
  );
}
