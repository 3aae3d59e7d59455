import type { TenantTransaction } from '#patchbay/database';
import type { Asked } from '../domain/call-decisions.js';
import type { CallDirection, Facts } from '../domain/call-fact.js';
import type { DisconnectedBy, TerminationCause } from '../domain/call-cause.js';
import type { CallState } from '../domain/call-state.js';

export type MediaMode = 'TRUNK' | 'SDES' | 'PASSTHROUGH';

/**
 * Whose call it is: ours (`PLATFORM`), or one of a number that another partner of Meta's works with as
 * well, who placed or answered it (`FOREIGN`).
 */
export type CallControl = 'PLATFORM' | 'FOREIGN';

/** By which of Meta's ways a call is signalled. */
export type CallSignalling = 'GRAPH_API' | 'SIP';

/** What Meta may be asked to keep of a call, and why: it announces the purpose to the two sides. */
export interface NativeCapture {
  readonly purpose: string;
  readonly announcementLanguage?: string;
}

/** What the tenant asked of Meta with a call. */
export interface CallOptions {
  readonly recording?: NativeCapture;
  readonly transcription?: NativeCapture;
  /** Of a call that the tenant answers. */
  readonly bizOpaqueCallbackData?: string;
}

/** Meta's refusal, kept as it came. */
export interface KeptMetaError {
  readonly code: number;
  readonly title: string;
  readonly details: string | null;
  readonly fbtraceId: string | null;
}

/** The media node that holds a call's session. */
export interface CallNode {
  readonly nodeId: string;
  readonly bootId: string;
  readonly url: string;
}

/** A row of `call`: what is known of it, what was asked for it, and what follows for its readers. */
export interface CallRecord {
  readonly id: string;
  readonly numberId: string;
  readonly consumerId: string | null;
  readonly direction: CallDirection;
  readonly state: CallState;
  readonly control: CallControl;
  readonly signalling: CallSignalling;
  readonly mediaMode: MediaMode;
  readonly wacid: string | null;
  readonly options: CallOptions | null;
  /** Meta's id of the request that placed or answered it. */
  readonly graphRequestId: string | null;
  readonly facts: Facts;
  readonly asked: Asked;
  /** Number of its newest event. */
  readonly version: number;
  readonly bizOpaqueCallbackData: string | null;
  readonly endCode: string | null;
  readonly terminationCause: TerminationCause | null;
  readonly disconnectedBy: DisconnectedBy | null;
  readonly metaError: KeptMetaError | null;
  readonly node: CallNode | null;
  readonly epoch: number;
  readonly traceparent: string | null;
  readonly startedAt: Date;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  /** From the first ring to the answer or the end; null when it never rang. */
  readonly ringSeconds: number | null;
  /** From the answer to the end; null when nobody answered, and while they talk. */
  readonly talkSeconds: number | null;
  /** What Meta has counted. */
  readonly billableSeconds: number | null;
}

interface CallRow {
  id: string;
  number_id: string;
  consumer_id: string | null;
  direction: CallDirection;
  state: CallState;
  control: CallControl;
  signalling: CallSignalling;
  media_mode: MediaMode;
  wacid: string | null;
  options: CallOptions | null;
  graph_request_id: string | null;
  facts: { facts: Facts; asked: Asked };
  version: number;
  biz_opaque_callback_data: string | null;
  end_code: string | null;
  termination_cause: TerminationCause | null;
  disconnected_by: DisconnectedBy | null;
  meta_error: KeptMetaError | null;
  node_id: string | null;
  node_boot_id: string | null;
  node_url: string | null;
  epoch: number;
  traceparent: string | null;
  started_at: Date;
  answered_at: Date | null;
  ended_at: Date | null;
  ring_seconds: number | null;
  talk_seconds: number | null;
  billable_seconds: number | null;
}

const COLUMNS = `id, number_id, consumer_id, direction, state, media_mode, wacid, facts, version,
  biz_opaque_callback_data, end_code, meta_error, node_id, node_boot_id, node_url, epoch, traceparent,
  started_at, answered_at, ended_at, billable_seconds, control, signalling, options, graph_request_id,
  termination_cause, disconnected_by, ring_seconds, talk_seconds`;

function nodeOf(row: CallRow): CallNode | null {
  if (row.node_id === null || row.node_boot_id === null || row.node_url === null) return null;
  return { nodeId: row.node_id, bootId: row.node_boot_id, url: row.node_url };
}

function fromRow(row: CallRow): CallRecord {
  return {
    id: row.id,
    numberId: row.number_id,
    consumerId: row.consumer_id,
    direction: row.direction,
    state: row.state,
    control: row.control,
    signalling: row.signalling,
    mediaMode: row.media_mode,
    wacid: row.wacid,
    options: row.options,
    graphRequestId: row.graph_request_id,
    facts: row.facts.facts,
    asked: row.facts.asked,
    version: row.version,
    bizOpaqueCallbackData: row.biz_opaque_callback_data,
    endCode: row.end_code,
    terminationCause: row.termination_cause,
    disconnectedBy: row.disconnected_by,
    metaError: row.meta_error,
    node: nodeOf(row),
    epoch: row.epoch,
    traceparent: row.traceparent,
    startedAt: row.started_at,
    answeredAt: row.answered_at,
    endedAt: row.ended_at,
    ringSeconds: row.ring_seconds,
    talkSeconds: row.talk_seconds,
    billableSeconds: row.billable_seconds,
  };
}

/**
 * Makes this transaction the only one that works on the call, until it ends. Another one waits; how
 * long is bounded by the statement time-out.
 */
export async function lockCall(tx: TenantTransaction, callId: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [callId]);
}

export async function findCall(
  tx: TenantTransaction,
  callId: string,
): Promise<CallRecord | undefined> {
  const rows = await tx.query<CallRow>(`select ${COLUMNS} from call where id = $1`, [callId]);
  return rows[0] && fromRow(rows[0]);
}

/** These calls, newest first. */
export async function findCalls(
  tx: TenantTransaction,
  ids: readonly string[],
): Promise<CallRecord[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<CallRow>(
    `select ${COLUMNS} from call where id = any($1::uuid[]) order by id desc`,
    [ids],
  );
  return rows.map(fromRow);
}

function values(tx: TenantTransaction, call: CallRecord): unknown[] {
  return [
    tx.tenantId,
    call.id,
    call.numberId,
    call.consumerId,
    call.direction,
    call.state,
    call.mediaMode,
    call.wacid,
    { facts: call.facts, asked: call.asked },
    call.version,
    call.bizOpaqueCallbackData,
    call.endCode,
    call.metaError,
    call.node?.nodeId ?? null,
    call.node?.bootId ?? null,
    call.node?.url ?? null,
    call.epoch,
    call.traceparent,
    call.startedAt,
    call.answeredAt,
    call.endedAt,
    call.billableSeconds,
    call.control,
    call.signalling,
    call.options,
    call.graphRequestId,
    call.terminationCause,
    call.disconnectedBy,
    call.ringSeconds,
    call.talkSeconds,
  ];
}

/** Writes a call, new or known, as it now is. */
export async function saveCall(tx: TenantTransaction, call: CallRecord, now: Date): Promise<void> {
  await tx.query(
    `insert into call (tenant_id, ${COLUMNS}, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
             $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)
     on conflict (tenant_id, id) do update set
       consumer_id = excluded.consumer_id, state = excluded.state, wacid = excluded.wacid,
       biz_opaque_callback_data = excluded.biz_opaque_callback_data,
       facts = excluded.facts, version = excluded.version, end_code = excluded.end_code,
       meta_error = excluded.meta_error, node_id = excluded.node_id,
       node_boot_id = excluded.node_boot_id, node_url = excluded.node_url, epoch = excluded.epoch,
       started_at = excluded.started_at, answered_at = excluded.answered_at,
       ended_at = excluded.ended_at, billable_seconds = excluded.billable_seconds,
       control = excluded.control, media_mode = excluded.media_mode, options = excluded.options,
       graph_request_id = excluded.graph_request_id,
       termination_cause = excluded.termination_cause, disconnected_by = excluded.disconnected_by,
       ring_seconds = excluded.ring_seconds, talk_seconds = excluded.talk_seconds`,
    [...values(tx, call), now],
  );
}
