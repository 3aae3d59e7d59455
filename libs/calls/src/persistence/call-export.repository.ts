import { Inject, Injectable } from '@nestjs/common';
import type { TenantTransaction } from '#patchbay/database';
import { type Clock, CLOCK } from '#patchbay/kernel';
import { SystemDatabase } from '../../../database/src/system-database.js';
import type { CallExportFormat } from '../domain/call-export-format.js';
import type { ExportProgress } from '../domain/export-progress.js';
import type { ExportFilter } from './call-export-rows.repository.js';

/** A file of calls that a tenant asked for. */
export interface CallExport extends Omit<ExportProgress, 'dueAt'> {
  readonly id: string;
  readonly format: CallExportFormat;
  readonly filter: ExportFilter;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
}

interface Row extends Omit<CallExport, 'filter' | 'sizeBytes'> {
  readonly filter: Omit<ExportFilter, 'from' | 'to'> & { from?: string; to?: string };
  readonly sizeBytes: string;
}

const COLUMNS = `id, format, filter, state, key_sealed as "keySealed", after_id as "afterId",
  part_count as "partCount", row_count as "rowCount", size_bytes as "sizeBytes", failures, failure,
  created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt",
  expires_at as "expiresAt"`;

function fromRow({ filter: { from, to, ...filter }, sizeBytes, ...row }: Row): CallExport {
  const times = { ...(from && { from: new Date(from) }), ...(to && { to: new Date(to) }) };
  return { ...row, sizeBytes: Number(sizeBytes), filter: { ...filter, ...times } };
}

/** The exports of the tenant that are not finished; two that ask at once are counted in turn. */
export async function countOpenExports(tx: TenantTransaction): Promise<number> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
    `call_export|${tx.tenantId}`,
  ]);
  const rows = await tx.query<{ count: number }>(
    `select count(*)::int as count from call_export where due_at is not null`,
  );
  return rows[0]?.count ?? 0;
}

export async function insertCallExport(
  tx: TenantTransaction,
  { id, format, filter }: Pick<CallExport, 'id' | 'format' | 'filter'>,
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into call_export (tenant_id, id, format, filter, state, part_count, row_count, size_bytes,
                              failures, due_at, created_at)
     values ($1, $2, $3, $4, 'QUEUED', 0, 0, 0, 0, $5, $5)`,
    [tx.tenantId, id, format, JSON.stringify(filter), now],
  );
}

/** An export of the tenant; undefined when there is none, or it is another tenant's. */
export async function findCallExport(
  tx: TenantTransaction,
  id: string,
): Promise<CallExport | undefined> {
  const rows = await tx.query<Row>(`select ${COLUMNS} from call_export where id = $1`, [id]);
  return rows[0] && fromRow(rows[0]);
}

/** Exports, newest first. */
export async function listCallExports(
  tx: TenantTransaction,
  { limit, beforeId }: { readonly limit: number; readonly beforeId: string | undefined },
): Promise<CallExport[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from call_export where $1::uuid is null or id < $1 order by id desc limit $2`,
    [beforeId ?? null, limit],
  );
  return rows.map(fromRow);
}

export interface ExportClaim {
  readonly exportId: string;
  readonly claimId: string;
  readonly now: Date;
  readonly leaseUntil: Date;
}

/** Takes an export that is due: until the lease ends nobody else does. Undefined when another was faster. */
export async function claimCallExport(
  tx: TenantTransaction,
  { exportId, claimId, now, leaseUntil }: ExportClaim,
): Promise<CallExport | undefined> {
  const rows = await tx.query<Row>(
    `update call_export
        set state = 'RUNNING', claim_id = $2, due_at = $4, started_at = coalesce(started_at, $3)
      where id = $1 and due_at <= $3
      returning ${COLUMNS}`,
    [exportId, claimId, now, leaseUntil],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Keeps the claim for longer. False when it is another's by now. */
export async function renewClaim(
  tx: TenantTransaction,
  { exportId, claimId, leaseUntil }: Omit<ExportClaim, 'now'>,
): Promise<boolean> {
  const renewed = await tx.execute(
    `update call_export set due_at = $3 where id = $1 and claim_id = $2`,
    [exportId, claimId, leaseUntil],
  );
  return renewed > 0;
}

/** Writes what a turn came to and gives the claim up. False when it is another's by now. */
export async function saveProgress(
  tx: TenantTransaction,
  { exportId, claimId }: Pick<ExportClaim, 'exportId' | 'claimId'>,
  progress: ExportProgress,
): Promise<boolean> {
  const saved = await tx.execute(
    `update call_export
        set claim_id = null, state = $3, key_sealed = $4, after_id = $5, part_count = $6,
            row_count = $7, size_bytes = $8, failures = $9, failure = $10, due_at = $11,
            ended_at = $12, expires_at = $13
      where id = $1 and claim_id = $2`,
    [
      exportId,
      claimId,
      progress.state,
      progress.keySealed,
      progress.afterId,
      progress.partCount,
      progress.rowCount,
      progress.sizeBytes,
      progress.failures,
      progress.failure,
      progress.dueAt,
      progress.endedAt,
      progress.expiresAt,
    ],
  );
  return saved > 0;
}

/** Ends an export that is not finished; false when there is none, or it has ended. */
export async function cancelExport(
  tx: TenantTransaction,
  id: string,
  { now, expiresAt }: { readonly now: Date; readonly expiresAt: Date },
): Promise<boolean> {
  const canceled = await tx.execute(
    `update call_export
        set state = 'CANCELED', claim_id = null, due_at = null, ended_at = $2, expires_at = $3
      where id = $1 and due_at is not null`,
    [id, now, expiresAt],
  );
  return canceled > 0;
}

export interface DueExport {
  readonly tenantId: string;
  readonly exportId: string;
}

/** An event this old that nobody has worked off says that calls wait; a much older one is stuck. */
const WAITS_MS = 1000;
const STUCK_MS = 5 * 60_000;

/** Finds, over all tenants, the exports that are due, and whether calls wait for their work. */
@Injectable()
export class DueCallExports {
  constructor(
    private readonly database: SystemDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Those that waited longest first: an export of many turns holds no other one up. */
  find(limit: number): Promise<DueExport[]> {
    return this.database.run((tx) =>
      tx.query<DueExport>(
        `select tenant_id as "tenantId", id as "exportId" from call_export
          where due_at <= $1 order by due_at limit $2`,
        [this.clock.now(), limit],
      ),
    );
  }

  /** Whether an event of a call has been waiting for a second: then calls come first. */
  async doCallsWait(): Promise<boolean> {
    const nowMs = this.clock.nowMs();
    const rows = await this.database.run((tx) =>
      tx.query(
        `select 1 from inbox_event
          where processed_at is null and call_id is not null
            and received_at < $1 and received_at > $2 limit 1`,
        [new Date(nowMs - WAITS_MS), new Date(nowMs - STUCK_MS)],
      ),
    );
    return rows.length > 0;
  }
}
