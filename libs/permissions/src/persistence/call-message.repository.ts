import type { TenantTransaction } from '#patchbay/database';
import {
  type CallMessageForm,
  type CallMessageOrigin,
  type CallMessagePurpose,
  type CallMessageState,
  type MessageMetaError,
  type MessageTimes,
  stateByTimes,
} from '../domain/call-message.js';
import { CallMessageEntity } from './call-message.entity.js';

/** A row of `call_message`. */
export interface CallMessageRecord extends MessageTimes {
  readonly id: string;
  readonly numberId: string;
  readonly consumerId: string;
  readonly purpose: CallMessagePurpose;
  readonly form: CallMessageForm;
  readonly origin: CallMessageOrigin;
  readonly state: CallMessageState;
  readonly templateName: string | null;
  readonly templateLanguage: string | null;
  /** Meta's id of the message. */
  readonly wamid: string | null;
  readonly metaError: MessageMetaError | null;
  readonly traceparent: string | null;
  readonly leaseUntil: Date | null;
  readonly createdAt: Date;
}

export type NewCallMessage = Omit<
  CallMessageRecord,
  'state' | 'wamid' | 'metaError' | keyof MessageTimes
>;

const COLUMNS = `id, number_id as "numberId", consumer_id as "consumerId", purpose, form, origin, state,
  template_name as "templateName", template_language as "templateLanguage", wamid,
  meta_error as "metaError", traceparent, lease_until as "leaseUntil", sent_at as "sentAt",
  delivered_at as "deliveredAt", read_at as "readAt", ended_at as "endedAt", created_at as "createdAt"`;

/** Keeps a message that is about to be sent: PENDING until somebody claims it. */
export function insertCallMessage(tx: TenantTransaction, message: NewCallMessage): Promise<void> {
  return tx.insert(CallMessageEntity, { ...message, state: 'PENDING' });
}

/**
 * Takes the only right there is to send the message; undefined when somebody had it before. Whoever
 * dies with it leaves a message that nobody sends again.
 */
export async function claimCallMessage(
  tx: TenantTransaction,
  id: string,
  leaseUntil: Date,
): Promise<CallMessageRecord | undefined> {
  const rows = await tx.query<CallMessageRecord>(
    `update call_message set state = 'SENDING', lease_until = $2
      where id = $1 and state = 'PENDING' returning ${COLUMNS}`,
    [id, leaseUntil],
  );
  return rows[0];
}

/** How the sending ended, as Meta's answer told it. */
export interface SendingEnd {
  readonly id: string;
  readonly state: 'SENT' | 'REFUSED' | 'NOT_SENT' | 'UNCONFIRMED';
  readonly wamid?: string | undefined;
  readonly metaError?: MessageMetaError | undefined;
  readonly at: Date;
}

/** Keeps the answer of Meta; a status that was faster than the answer stays. */
export async function endSending(tx: TenantTransaction, end: SendingEnd): Promise<void> {
  const { id, state, wamid = null, metaError = null, at } = end;
  await tx.execute(
    `update call_message
        set state = case when state in ('SENDING', 'UNCONFIRMED') then $2 else state end,
            wamid = coalesce(wamid, $3),
            meta_error = coalesce(meta_error, $4::jsonb),
            sent_at = case when $2 = 'SENT' then coalesce(sent_at, $5) else sent_at end,
            ended_at = case when $2 in ('REFUSED', 'NOT_SENT') then coalesce(ended_at, $5)
                            else ended_at end,
            lease_until = null
      where id = $1`,
    [id, state, wamid, metaError === null ? null : JSON.stringify(metaError), at],
  );
}

/** A status of Meta's about a message. */
export interface MessageStatus {
  readonly wamid: string;
  /** Our id, when Meta gave our datum back. */
  readonly messageId: string | undefined;
  readonly status: 'sent' | 'delivered' | 'read' | 'failed';
  readonly metaError: MessageMetaError | null;
  readonly at: Date;
}

const TIME_OF = {
  sent: 'sentAt',
  delivered: 'deliveredAt',
  read: 'readAt',
  failed: 'endedAt',
} as const;

/** What a status did to a message. */
export interface StatusChange {
  readonly before: CallMessageState;
  readonly message: CallMessageRecord;
}

/**
 * Enters a status; undefined when it is about none of our messages. It knows no order: what is told
 * late or again gives the same row.
 */
export async function enterMessageStatus(
  tx: TenantTransaction,
  { wamid, messageId, status, metaError, at }: MessageStatus,
): Promise<StatusChange | undefined> {
  const rows = await tx.query<CallMessageRecord>(
    `select ${COLUMNS} from call_message where wamid = $1 or id = $2 for update`,
    [wamid, messageId ?? null],
  );
  // A datum that names one message and an id that names another would be somebody's mistake.
  const found = rows.find((row) => row.wamid === wamid) ?? rows.find((row) => row.wamid === null);
  if (found === undefined) return undefined;
  const times = { ...found, [TIME_OF[status]]: found[TIME_OF[status]] ?? at };
  const message: CallMessageRecord = {
    ...times,
    wamid,
    metaError: found.metaError ?? metaError,
    state: stateByTimes(times) ?? found.state,
    leaseUntil: null,
  };
  await tx.execute(
    `update call_message set state = $2, wamid = $3, meta_error = $4::jsonb, sent_at = $5,
            delivered_at = $6, read_at = $7, ended_at = $8, lease_until = null
      where id = $1`,
    [
      message.id,
      message.state,
      wamid,
      message.metaError === null ? null : JSON.stringify(message.metaError),
      message.sentAt,
      message.deliveredAt,
      message.readAt,
      message.endedAt,
    ],
  );
  return { before: found.state, message };
}

/** A message by our id. */
export async function findCallMessage(
  tx: TenantTransaction,
  id: string,
): Promise<CallMessageRecord | undefined> {
  const rows = await tx.query<CallMessageRecord>(
    `select ${COLUMNS} from call_message where id = $1`,
    [id],
  );
  return rows[0];
}

/** The latest messages of a number to a consumer, the newest first. */
export function callMessagesOf(
  tx: TenantTransaction,
  { numberId, consumerId }: Pick<CallMessageRecord, 'numberId' | 'consumerId'>,
  limit: number,
): Promise<CallMessageRecord[]> {
  return tx.query<CallMessageRecord>(
    `select ${COLUMNS} from call_message where number_id = $1 and consumer_id = $2
      order by id desc limit $3`,
    [numberId, consumerId, limit],
  );
}
