import type { TenantTransaction } from '#patchbay/database';
import type { CallExportColumn } from '../domain/call-export-format.js';
import { type CallFilter, filterValues, FITS_FILTER } from './call-filter.js';

/** Columns of the call's own row; the others come from its number and consumer. */
type OwnColumn = Exclude<
  CallExportColumn,
  'phoneNumberId' | 'displayPhoneNumber' | 'consumerWaId' | 'consumerUserId' | 'consumerName'
>;

export type CallToExport = Readonly<Record<OwnColumn, string | number | Date | null>> & {
  readonly id: string;
  readonly numberId: string;
  readonly consumerId: string | null;
};

/** Which calls an export is of: those that fit and have one of the consumers, where any are named. */
export interface ExportFilter extends CallFilter {
  readonly consumerIds?: readonly string[] | undefined;
}

export interface ExportStretch {
  /** Looked at are calls with ids above this one … */
  readonly afterId: string;
  /** … and below this one … */
  readonly beforeId: string;
  /** … at most so many, whether they fit or not. */
  readonly most: number;
}

export interface StretchOfCalls {
  readonly calls: readonly CallToExport[];
  /** The last call that was looked at; undefined when there are no more behind these. */
  readonly lastId: string | undefined;
}

const COLUMNS = `id, number_id as "numberId", consumer_id as "consumerId", wacid, direction, state, control,
  signalling, media_mode as "mediaMode", started_at as "startedAt", answered_at as "answeredAt",
  ended_at as "endedAt", ring_seconds as "ringSeconds", talk_seconds as "talkSeconds",
  billable_seconds as "billableSeconds", termination_cause as "terminationCause",
  disconnected_by as "disconnectedBy", end_code as "endCode",
  (meta_error ->> 'code')::int as "metaErrorCode", meta_error ->> 'title' as "metaErrorTitle",
  graph_request_id as "graphRequestId", biz_opaque_callback_data as "bizOpaqueCallbackData",
  coalesce(facts #>> '{facts,offered,data,ctaPayload}',
           facts #>> '{facts,terminated,data,ctaPayload}') as "ctaPayload",
  coalesce(facts #>> '{facts,offered,data,deeplinkPayload}',
           facts #>> '{facts,terminated,data,deeplinkPayload}') as "deeplinkPayload"`;

/**
 * The calls of a stretch that fit, oldest first. What one look costs does not depend on how few fit:
 * a stretch ends after so many calls, not after so many that fit.
 */
export async function stretchOfCalls(
  tx: TenantTransaction,
  { consumerIds, ...filter }: ExportFilter,
  { afterId, beforeId, most }: ExportStretch,
): Promise<StretchOfCalls> {
  const ends = await tx.query<{ id: string }>(
    `select id from call where id > $1 and id < $2 order by id offset $3 limit 1`,
    [afterId, beforeId, most - 1],
  );
  const lastId = ends[0]?.id;
  const calls = await tx.query<CallToExport>(
    `select ${COLUMNS} from call
      where id > $13 and id < $14 and ($15::uuid is null or id <= $15)
        and ($16::uuid[] is null or consumer_id = any($16)) and ${FITS_FILTER}
      order by id`,
    [...filterValues(filter), afterId, beforeId, lastId ?? null, consumerIds ?? null],
  );
  return { calls, lastId };
}
