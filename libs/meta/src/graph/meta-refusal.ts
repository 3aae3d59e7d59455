import type { MetaError } from './meta-error.js';
import { META_ERROR_TABLE, type MetaErrorRow } from './meta-error-table.js';
import type { MetaRefusalCode } from './meta-refusal-codes.js';

/** What an error of Meta's is to a tenant: never an authentication error of ours. */
export interface MetaRefusal {
  readonly code: MetaRefusalCode;
  /** What to do. */
  readonly remedy: string;
  /** From when on another try is worth it, where Meta or the table says so. */
  readonly retryAt: Date | null;
}

const ROWS = new Map(META_ERROR_TABLE.map((row) => [row.code, row]));

/** Codes 200 to 299 are one family in Meta's table: the token lacks a permission. */
const PERMISSION_FAMILY = { first: 200, last: 299 };

const UNKNOWN: Pick<MetaErrorRow, 'refusal' | 'remedy' | 'retryAfterSeconds'> = {
  refusal: 'CALL_REFUSED_BY_META',
  remedy: "Meta's own words say why; quote the trace id when you ask Meta's support.",
  retryAfterSeconds: null,
};

/** An error as it was kept: of an event it has no status. */
type Known = Pick<MetaError, 'code' | 'details'> & Partial<Pick<MetaError, 'httpStatus'>>;

function rowOf({ code, httpStatus = 400 }: Known): typeof UNKNOWN {
  const isOfFamily = code >= PERMISSION_FAMILY.first && code <= PERMISSION_FAMILY.last;
  const row = ROWS.get(code) ?? (isOfFamily ? ROWS.get(PERMISSION_FAMILY.first) : undefined);
  if (row !== undefined) return row;
  if (httpStatus === 429)
    return { ...UNKNOWN, refusal: 'META_RATE_LIMITED', retryAfterSeconds: 60 };
  if (httpStatus >= 500) return { ...UNKNOWN, refusal: 'META_CANNOT_NOW', retryAfterSeconds: 60 };
  return UNKNOWN;
}

/** A moment in Meta's words: UNIX seconds (138012), or ISO 8601. */
function momentIn(details: string | null): Date | undefined {
  const seconds = /(?<!\d)(\d{10})(?!\d)/.exec(details ?? '')?.[1];
  if (seconds !== undefined) return new Date(Number(seconds) * 1000);
  const iso = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)/.exec(
    details ?? '',
  );
  const at = iso === null ? NaN : Date.parse(iso[0]);
  return Number.isNaN(at) ? undefined : new Date(at);
}

/** The refusal that an error of Meta's is, by its code; one we do not know stays Meta's. */
export function metaRefusalOf(error: Known, at: Date): MetaRefusal {
  const { refusal, remedy, retryAfterSeconds } = rowOf(error);
  const told = refusal === 'PAIR_LIMIT_REACHED' ? momentIn(error.details) : undefined;
  const usual =
    retryAfterSeconds === null ? null : new Date(at.getTime() + retryAfterSeconds * 1000);
  return { code: refusal, remedy, retryAt: told ?? usual };
}
