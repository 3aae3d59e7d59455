import { uuidv7Floor } from '#patchbay/kernel';
import type { DisconnectedBy, TerminationCause } from '../domain/call-cause.js';
import type { CallDirection } from '../domain/call-fact.js';
import type { CallState } from '../domain/call-state.js';
import type { CallControl, CallSignalling } from './call.repository.js';

/** Which calls; what is undefined does not matter. */
export interface CallFilter {
  readonly states?: readonly CallState[] | undefined;
  readonly direction?: CallDirection | undefined;
  readonly numberId?: string | undefined;
  /** Begun at this moment or later. */
  readonly from?: Date | undefined;
  /** Begun before this moment. */
  readonly to?: Date | undefined;
  readonly control?: CallControl | undefined;
  readonly signalling?: CallSignalling | undefined;
  readonly terminationCauses?: readonly TerminationCause[] | undefined;
  readonly disconnectedBy?: DisconnectedBy | undefined;
  readonly wacid?: string | undefined;
  readonly graphRequestId?: string | undefined;
}

/** A call is known to us soon after it began, or later, but not before; clocks differ a little. */
const CLOCKS_DIFFER_MS = 60_000;

/** No call that the filter lets through has an id below this one; undefined where it has no start. */
export function lowestId({ from }: CallFilter): string | undefined {
  return from && uuidv7Floor(Math.max(0, from.getTime() - CLOCKS_DIFFER_MS));
}

/** The condition that a call fits a filter. Its parameters, $1 to $12, are `filterValues`. */
export const FITS_FILTER = `($1::uuid is null or id >= $1)
  and ($2::text[] is null or state = any($2))
  and ($3::text is null or direction = $3)
  and ($4::uuid is null or number_id = $4)
  and ($5::timestamptz is null or started_at >= $5)
  and ($6::timestamptz is null or started_at < $6)
  and ($7::text is null or control = $7)
  and ($8::text is null or signalling = $8)
  and ($9::text[] is null or termination_cause = any($9))
  and ($10::text is null or disconnected_by = $10)
  and ($11::text is null or wacid = $11)
  and ($12::text is null or graph_request_id = $12)`;

export function filterValues(filter: CallFilter): unknown[] {
  return [
    lowestId(filter),
    filter.states,
    filter.direction,
    filter.numberId,
    filter.from,
    filter.to,
    filter.control,
    filter.signalling,
    filter.terminationCauses,
    filter.disconnectedBy,
    filter.wacid,
    filter.graphRequestId,
  ].map((value) => value ?? null);
}
