import { Readable } from 'node:stream';
import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import { type DeliveryDoorbell, recordMessage } from '#patchbay/fanout';
import {
  type Clock,
  encodeId,
  type Envelope,
  type Logger,
  systemTenantContext,
  type TenantContext,
  uuidv7,
} from '#patchbay/kernel';
import { type ObjectStore, putSealed } from '#patchbay/storage';
import { exportHead, exportLine } from '../domain/call-export-format.js';
import {
  broken,
  EXPORT_LEASE_MS,
  type ExportProgress,
  finished,
  givenBack,
  withPart,
} from '../domain/export-progress.js';
import { insertPart, keepPart } from '../persistence/call-export-parts.repository.js';
import {
  type CallExport,
  claimCallExport,
  type DueCallExports,
  type DueExport,
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
  readonly doorbell: DeliveryDoorbell | undefined;
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
const RENEW_AFTER_MS = 15_000;
const CANDIDATES = 4;
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
      const claim = {
        exportId,
        claimId,
        now,
        leaseUntil: new Date(now.getTime() + EXPORT_LEASE_MS),
      };
      const wanted = await claimCallExport(tx, claim);
      if (wanted === undefined) return undefined;
      await insertPart(tx, { id: partId, exportId, part: wanted.partCount }, now);
      const keySealed = wanted.keySealed ?? newExportKey(envelope, tenantId, exportId);
      return { tenant, claimId, partId, wanted: { ...wanted, keySealed } };
    });
  }

  async #take(turn: Turn, signal: AbortSignal): Promise<void> {
    const { clock, keptDays, logger } = this.#parts;
    const fields = { tenantId: turn.tenant.tenantId, exportId: turn.wanted.id };
    try {
      const draft = await this.#draft(turn, signal);
      if (draft === undefined) return;
      await this.#store(turn, draft);
      const now = clock.now();
      const so = withPart(turn.wanted, draft, now);
      const progress = draft.isWhole ? finished(so, keptDays, now) : so;
      if (!(await this.#save(turn, progress, draft.bytes))) {
        await this.#takeBack(turn);
        return;
      }
      exportMetrics.rows.inc(draft.rows);
      if (!draft.isWhole) return;
      exportMetrics.ended.inc({ state: 'DONE' });
      logger.info({ ...fields, rows: progress.rowCount }, 'calls.export_done');
    } catch (err) {
      const now = clock.now();
      // A process that ends gives its turn back: another one need not wait for the lease.
      const progress = signal.aborted ? givenBack(turn.wanted, now) : broken(turn.wanted, now);
      const isMine = await this.#save(turn, progress);
      if (signal.aborted) return;
      const { state, failures } = progress;
      exportMetrics.brokenTurns.inc();
      logger.warn({ ...fields, err, state, failures }, 'calls.export_failed');
      if (isMine && state === 'FAILED') exportMetrics.ended.inc({ state });
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

  /**
   * Another one has the turn by now, or nobody wants the export: what was stored is of no file, and may
   * have come after all of it was deleted.
   */
  async #takeBack({ tenant, partId }: Turn): Promise<void> {
    await this.#parts.store.remove(partKey(tenant.tenantId, partId));
  }

  /**
   * With `bytes`, the part is of the file from now on. An end is told to the tenant with it. False when
   * the claim was lost.
   */
  #save(turn: Turn, progress: ExportProgress, bytes = 0): Promise<boolean> {
    const claim = { exportId: turn.wanted.id, claimId: turn.claimId };
    return this.#parts.database.run(turn.tenant, async (tx) => {
      if (!(await saveProgress(tx, claim, progress))) return false;
      if (bytes > 0) await keepPart(tx, { id: turn.partId, sizeBytes: bytes });
      if (progress.endedAt !== null) await this.#tell(tx, turn.wanted, progress);
      return true;
    });
  }

  async #tell(tx: TenantTransaction, wanted: CallExport, ended: ExportProgress): Promise<void> {
    const { clock, doorbell } = this.#parts;
    const { state, rowCount, sizeBytes, expiresAt } = ended;
    const isDone = state === 'DONE';
    const data = {
      exportId: encodeId('callExport', wanted.id),
      format: wanted.format,
      state,
      rows: rowCount,
      bytes: sizeBytes,
      expiresAt: isDone ? (expiresAt?.toISOString() ?? null) : null,
    };
    const type = isDone ? ('call_export.done' as const) : ('call_export.failed' as const);
    const message = { type, callId: null, data, occurredAt: clock.now(), traceparent: null };
    await recordMessage(tx, clock, message, doorbell);
  }

  #renew({ tenant, wanted, claimId }: Turn): Promise<boolean> {
    const leaseUntil = new Date(this.#parts.clock.nowMs() + EXPORT_LEASE_MS);
    return this.#parts.database.run(tenant, (tx) =>
      renewClaim(tx, { exportId: wanted.id, claimId, leaseUntil }),
    );
  }
}
