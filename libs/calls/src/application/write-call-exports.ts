import { Readable } from 'node:stream';
import type { TenantDatabase } from '#patchbay/database';
import {
  type Clock,
  type Envelope,
  type Logger,
  systemTenantContext,
  type TenantContext,
  uuidv7,
} from '#patchbay/kernel';
import { type ObjectStore, putSealed } from '#patchbay/storage';
import { exportHead, exportLine } from '../domain/call-export-format.js';
import { insertPart, keepPart } from '../persistence/call-export-parts.repository.js';
import {
  type CallExport,
  claimCallExport,
  type DueCallExports,
  type DueExport,
  type ExportProgress,
  renewClaim,
  saveProgress,
} from '../persistence/call-export.repository.js';
import { stretchOfCalls } from '../persistence/call-export-rows.repository.js';
import { lowestId } from '../persistence/call-filter.js';
import { exportCipher, newExportKey, partKey } from './export-files.js';
import { exportMetrics } from './export-metrics.js';
import type { ExportPace } from './export-pace.js';
import { ExportedCalls } from './exported-calls.js';

export interface WriteExportsParts {
  readonly database: TenantDatabase;
  readonly due: Pick<DueCallExports, 'find'>;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly envelope: Envelope;
  readonly logger: Logger;
  readonly pace: Pick<ExportPace, 'rest'>;
  /** Days for which a file can be had. */
  readonly keptDays: number;
}

/** How much is taken at a time: small enough to be held, and done again, without anybody's noticing. */
export interface ExportSizes {
  /** Calls that one transaction looks at. */
  readonly pageCalls: number;
  /** Plain bytes from which on a part is full. */
  readonly partBytes: number;
}

const SIZES: ExportSizes = { pageCalls: 250, partBytes: 4 * 1024 * 1024 };
const LEASE_MS = 60_000;
const RENEW_AFTER_MS = 15_000;
const CANDIDATES = 4;
const MAX_FAILURES = 6;
const FIRST_RETRY_MS = 5000;
const DAY_MS = 86_400_000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** A turn at an export: the claim, what was there before it, and the part it writes. */
interface Turn {
  readonly tenant: TenantContext;
  readonly wanted: CallExport;
  readonly claimId: string;
  readonly partId: string;
}

/** What a turn has read so far. */
interface Draft {
  readonly pieces: Buffer[];
  bytes: number;
  rows: number;
  afterId: string;
  isWhole: boolean;
}

/**
 * Writes exports a part at a time: reads calls page by page in short transactions, seals them, stores
 * them, and only then says in the export's row that the part is of its file. What is lost with a
 * process is one part, which the next turn writes anew. Never more than one page and one part are in
 * memory, and never more than one connection is used.
 */
export class WriteCallExports {
  readonly #parts: WriteExportsParts;
  readonly #sizes: ExportSizes;

  constructor(parts: WriteExportsParts, sizes = SIZES) {
    this.#parts = parts;
    this.#sizes = sizes;
  }

  /** Takes one turn at the export that waited longest; false when none is due. */
  async turn(signal: AbortSignal): Promise<boolean> {
    for (const due of await this.#parts.due.find(CANDIDATES)) {
      const turn = await this.#claim(due);
      if (turn === undefined) continue;
      await this.#take(turn, signal);
      return true;
    }
    return false;
  }

  async #claim({ tenantId, exportId }: DueExport): Promise<Turn | undefined> {
    const { database, clock, envelope } = this.#parts;
    const tenant = systemTenantContext(tenantId, 'call export');
    const [claimId, partId] = [uuidv7(clock), uuidv7(clock)];
    return database.run(tenant, async (tx) => {
      const now = clock.now();
      const claim = { exportId, claimId, now, leaseUntil: new Date(now.getTime() + LEASE_MS) };
      const wanted = await claimCallExport(tx, claim);
      if (wanted === undefined) return undefined;
      await insertPart(tx, { id: partId, exportId, part: wanted.partCount }, now);
      const keySealed = wanted.keySealed ?? newExportKey(envelope, tenantId, exportId);
      return { tenant, claimId, partId, wanted: { ...wanted, keySealed } };
    });
  }

  async #take(turn: Turn, signal: AbortSignal): Promise<void> {
    const { logger } = this.#parts;
    const fields = { tenantId: turn.tenant.tenantId, exportId: turn.wanted.id };
    try {
      const draft = await this.#draft(turn, signal);
      if (draft === undefined) return;
      await this.#store(turn, draft);
      const progress = this.#progressOf(turn.wanted, draft);
      if (!(await this.#save(turn, progress, draft.bytes))) return;
      exportMetrics.rows.inc(draft.rows);
      if (!draft.isWhole) return;
      exportMetrics.ended.inc({ state: 'DONE' });
      logger.info({ ...fields, rows: progress.rowCount }, 'calls.export_done');
    } catch (err) {
      // A process that ends gives its turn back: another one need not wait for the lease.
      const progress = signal.aborted ? this.#given(turn.wanted) : this.#failed(turn.wanted);
      await this.#save(turn, progress);
      if (signal.aborted) return;
      const { state, failures } = progress;
      exportMetrics.brokenTurns.inc();
      logger.warn({ ...fields, err, state, failures }, 'calls.export_failed');
      if (state === 'FAILED') exportMetrics.ended.inc({ state });
    }
  }

  /** Reads calls until a part is full or there are no more; undefined when the claim was lost. */
  async #draft(turn: Turn, signal: AbortSignal): Promise<Draft | undefined> {
    const { wanted } = turn;
    const calls = new ExportedCalls(this.#parts.envelope);
    const head = Buffer.from(wanted.partCount === 0 ? exportHead(wanted.format) : '');
    const afterId = wanted.afterId ?? lowestId(wanted.filter) ?? BEFORE_ALL;
    const draft = { pieces: [head], bytes: head.length, rows: 0, afterId, isWhole: false };
    let renewedMs = performance.now();
    while (!draft.isWhole && draft.bytes < this.#sizes.partBytes) {
      const startedMs = performance.now();
      await this.#page(turn, calls, draft);
      const workedMs = performance.now() - startedMs;
      exportMetrics.pageSeconds.observe(workedMs / 1000);
      await this.#parts.pace.rest(workedMs, signal);
      if (performance.now() - renewedMs > RENEW_AFTER_MS) {
        if (!(await this.#renew(turn))) return undefined;
        renewedMs = performance.now();
      }
    }
    return draft;
  }

  async #page({ tenant, wanted }: Turn, calls: ExportedCalls, draft: Draft): Promise<void> {
    const most = this.#sizes.pageCalls;
    // What came in after the export was asked for is not of it: else it might never end.
    const stretch = { afterId: draft.afterId, beforeId: wanted.id, most };
    const { lastId, lines } = await this.#parts.database.run(tenant, async (tx) => {
      const found = await stretchOfCalls(tx, wanted.filter, stretch);
      return { lastId: found.lastId, lines: await calls.of(tx, found.calls) };
    });
    const text = lines.map((call) => exportLine(wanted.format, call)).join('');
    const piece = Buffer.from(text);
    draft.pieces.push(piece);
    draft.bytes += piece.length;
    draft.rows += lines.length;
    draft.isWhole = lastId === undefined;
    draft.afterId = lastId ?? draft.afterId;
  }

  async #store({ tenant: { tenantId }, wanted, partId }: Turn, draft: Draft): Promise<void> {
    if (draft.bytes === 0) return;
    const cipher = exportCipher(this.#parts.envelope, { tenantId, wanted, partId });
    const object = { key: partKey(tenantId, partId), cipher, sizeBytes: draft.bytes };
    await putSealed(this.#parts.store, object, Readable.from(draft.pieces));
  }

  /** With `bytes`, the part is of the file from now on. False when the claim was lost. */
  #save(turn: Turn, progress: ExportProgress, bytes = 0): Promise<boolean> {
    const claim = { exportId: turn.wanted.id, claimId: turn.claimId };
    return this.#parts.database.run(turn.tenant, async (tx) => {
      if (!(await saveProgress(tx, claim, progress))) return false;
      if (bytes > 0) await keepPart(tx, { id: turn.partId, sizeBytes: bytes });
      return true;
    });
  }

  #renew({ tenant, wanted, claimId }: Turn): Promise<boolean> {
    const leaseUntil = new Date(this.#parts.clock.nowMs() + LEASE_MS);
    return this.#parts.database.run(tenant, (tx) =>
      renewClaim(tx, { exportId: wanted.id, claimId, leaseUntil }),
    );
  }

  #progressOf(wanted: CallExport, draft: Draft): ExportProgress {
    const { clock, keptDays } = this.#parts;
    const now = clock.now();
    return {
      ...this.#given(wanted),
      afterId: draft.afterId,
      partCount: wanted.partCount + 1,
      rowCount: wanted.rowCount + draft.rows,
      sizeBytes: wanted.sizeBytes + draft.bytes,
      failures: 0,
      failure: null,
      ...(draft.isWhole && {
        state: 'DONE',
        dueAt: null,
        endedAt: now,
        expiresAt: new Date(now.getTime() + keptDays * DAY_MS),
      }),
    };
  }

  /** As it was, for whoever comes next. */
  #given(wanted: CallExport): ExportProgress {
    const { state, keySealed, afterId, partCount, rowCount, sizeBytes, failures, failure } = wanted;
    const was = { state, keySealed, afterId, partCount, rowCount, sizeBytes, failures, failure };
    return { ...was, dueAt: this.#parts.clock.now(), endedAt: null, expiresAt: null };
  }

  #failed(wanted: CallExport): ExportProgress {
    const failures = wanted.failures + 1;
    const now = this.#parts.clock.nowMs();
    const retry = { dueAt: new Date(now + FIRST_RETRY_MS * 2 ** wanted.failures) };
    const gaveUp = {
      state: 'FAILED' as const,
      failure: 'GAVE_UP',
      dueAt: null,
      endedAt: new Date(now),
      // What was written of it is deleted at once.
      expiresAt: new Date(now),
    };
    return { ...this.#given(wanted), failures, ...(failures < MAX_FAILURES ? retry : gaveUp) };
  }
}
