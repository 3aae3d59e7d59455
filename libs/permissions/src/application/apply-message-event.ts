import type { TenantTransaction } from '#patchbay/database';
import type { Clock } from '#patchbay/kernel';
import type { MetaDetailOf } from '#patchbay/meta';
import { findNumberById, findWabaRowId } from '#patchbay/numbers';
import type { MessageMetaError } from '../domain/call-message.js';
import { messageIdInOpaque } from '../domain/message-opaque.js';
import { refusalOfMeta } from '../domain/message-refusal.js';
import {
  type CallMessageRecord,
  enterMessageStatus,
} from '../persistence/call-message.repository.js';
import { enterTemplateNews } from '../persistence/call-template.repository.js';
import { holdPair } from './change-ledger.js';
import { type PermissionNews, permissionRequestFailed } from './permission-news.js';
import { settleRequest, withdrawRequest } from './record-request.js';

/** What Meta tells about messages of the business, and about templates. */
export type MessageEventDetail = MetaDetailOf<'messages.status' | 'message_template_status_update'>;

/** An event of Meta's about a message or a template. */
export interface MessageEvent {
  readonly detail: MessageEventDetail;
  /** Meta's id of the WABA, where the event names one. */
  readonly wabaId: string | null;
  readonly toldAt: Date;
}

/** Re-engagement: no window was open, so nobody was asked. Meta's page "Error codes". */
const NOBODY_WAS_ASKED = 131_047;

type StatusDetail = MetaDetailOf<'messages.status'>;
type TemplateDetail = MetaDetailOf<'message_template_status_update'>;

/**
 * Enters what Meta told of a message or a template, in the caller's transaction, and gives back what
 * the tenant must be told: that a permission request did not arrive (131026). Copies and another order
 * change nothing, nor does what is about nothing that was sent or filed here.
 */
export async function applyMessageEvent(
  tx: TenantTransaction,
  { detail, wabaId, toldAt }: MessageEvent,
  clock: Clock,
): Promise<PermissionNews[]> {
  if (detail.kind === 'messages.status') return applyStatus(tx, clock, detail, toldAt);
  await applyTemplate(tx, { detail, wabaId, toldAt });
  return [];
}

async function applyStatus(
  tx: TenantTransaction,
  clock: Clock,
  detail: StatusDetail,
  at: Date,
): Promise<PermissionNews[]> {
  const { messageId: wamid, status, bizOpaqueCallbackData } = detail;
  const messageId = messageIdInOpaque(bizOpaqueCallbackData);
  const metaError = errorIn(detail);
  const change = await enterMessageStatus(tx, { wamid, messageId, status, metaError, at });
  if (change === undefined) return [];
  const { before, message } = change;
  if (message.purpose !== 'PERMISSION_REQUEST') return [];
  await settleRequest(tx, message.id, wamid);
  const isNews = message.state === 'FAILED' && before !== 'FAILED';
  return isNews ? failed(tx, clock, message, at) : [];
}

async function failed(
  tx: TenantTransaction,
  clock: Clock,
  { id: requestId, numberId, consumerId, wamid, metaError }: CallMessageRecord,
  at: Date,
): Promise<PermissionNews[]> {
  const number = await findNumberById(tx, numberId);
  if (number === undefined) return [];
  if (metaError?.code === NOBODY_WAS_ASKED) {
    await withdrawRequest(tx, clock, { number, consumerId, requestId });
  }
  const refusal = metaError === null ? undefined : refusalOfMeta(metaError, at);
  const pair = await holdPair(tx, clock, { number, consumerId });
  return [permissionRequestFailed(pair, { requestId, wamid, refusal })];
}

/** The first of Meta's errors; only failures have some. */
function errorIn({ status, errors }: StatusDetail): MessageMetaError | null {
  const [error] = errors;
  if (status !== 'failed' || error === undefined) return null;
  const { code, title, details = null } = error;
  return { code, title, details, fbtraceId: null };
}

async function applyTemplate(
  tx: TenantTransaction,
  { detail, wabaId, toldAt }: Omit<MessageEvent, 'detail'> & { readonly detail: TemplateDetail },
): Promise<void> {
  const { event: status, reason, templateId: metaTemplateId, name, language } = detail;
  const wabaRowId = wabaId === null ? undefined : await findWabaRowId(tx, wabaId);
  const key =
    wabaRowId === undefined || name === undefined || language === undefined
      ? undefined
      : { wabaRowId, name, language };
  await enterTemplateNews(tx, key, {
    status: status.toUpperCase(),
    reason: reason === undefined || reason === 'NONE' ? null : reason,
    metaTemplateId,
    toldAt,
  });
}
