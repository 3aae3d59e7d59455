import type { CallExportState } from './call-export-state.js';

/** For how long a writer may be silent before another one takes its turn anew. */
export const EXPORT_LEASE_MS = 60_000;

const MAX_FAILURES = 6;
const FIRST_RETRY_MS = 5000;
const DAY_MS = 86_400_000;

/** How far an export is. */
export interface ExportProgress {
  readonly state: CallExportState;
  readonly keySealed: string | null;
  /** The last call that was looked at. */
  readonly afterId: string | null;
  readonly partCount: number;
  readonly rowCount: number;
  readonly sizeBytes: number;
  /** Attempts that broke since one went well. */
  readonly failures: number;
  readonly failure: string | null;
  /** When it goes on; null when it has ended. */
  readonly dueAt: Date | null;
  readonly endedAt: Date | null;
  readonly expiresAt: Date | null;
}

type Standing = Omit<ExportProgress, 'dueAt' | 'endedAt' | 'expiresAt'>;

/** As it was, for whoever comes next. */
export function givenBack(was: Standing, now: Date): ExportProgress {
  const { state, keySealed, afterId, partCount, rowCount, sizeBytes, failures, failure } = was;
  const standing = { state, keySealed, afterId, partCount, rowCount, sizeBytes, failures, failure };
  return { ...standing, dueAt: now, endedAt: null, expiresAt: null };
}

/** With one part more. */
export function withPart(
  was: Standing,
  part: { readonly rows: number; readonly bytes: number; readonly afterId: string },
  now: Date,
): ExportProgress {
  return {
    ...givenBack(was, now),
    afterId: part.afterId,
    partCount: was.partCount + 1,
    rowCount: was.rowCount + part.rows,
    sizeBytes: was.sizeBytes + part.bytes,
    failures: 0,
    failure: null,
  };
}

/** There is nothing more to write: its file can be had for so many days. */
export function finished(progress: ExportProgress, keptDays: number, now: Date): ExportProgress {
  const expiresAt = new Date(now.getTime() + keptDays * DAY_MS);
  return { ...progress, state: 'DONE', dueAt: null, endedAt: now, expiresAt };
}

/** After an attempt that broke: tried again ever later, and given up after six in a row. */
export function broken(was: Standing, now: Date): ExportProgress {
  const failures = was.failures + 1;
  const retryAt = new Date(now.getTime() + FIRST_RETRY_MS * 2 ** was.failures);
  if (failures < MAX_FAILURES) return { ...givenBack(was, now), failures, dueAt: retryAt };
  return {
    ...givenBack(was, now),
    state: 'FAILED',
    failures,
    failure: 'GAVE_UP',
    dueAt: null,
    endedAt: now,
    // What was written of it is deleted at once.
    expiresAt: now,
  };
}
