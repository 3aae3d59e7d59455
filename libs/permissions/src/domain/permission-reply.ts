import type { MetaDetailOf } from '#patchbay/meta';
import type { EntryKind, LedgerEntry, PermissionSource } from './permission-entry.js';

/** What a webhook about a permission says. */
export type PermissionReply = MetaDetailOf<'messages.call_permission_reply'>;

type Decided = Pick<LedgerEntry, 'kind' | 'source' | 'expiresAt' | 'detail' | 'key'>;

/** A free-form request unless the ledger knows it as a template: another partner may have sent it. */
function sourceOfRequest(messageId: string, entries: readonly LedgerEntry[]): PermissionSource {
  const request = entries.find(
    ({ kind, detail }) => kind === 'REQUESTED' && detail.requestMessageId === messageId,
  );
  return request?.source ?? 'REQUEST';
}

function sourceOf(reply: PermissionReply, entries: readonly LedgerEntry[]): PermissionSource {
  const { requestMessageId, wacid, response, source } = reply;
  if (requestMessageId !== undefined) return sourceOfRequest(requestMessageId, entries);
  if (wacid !== undefined && response === 'accept') return 'CALLBACK';
  return source === 'automatic' ? 'AUTOMATIC' : 'PROFILE';
}

/** A reject answers a request; without one it takes back what was allowed. */
function kindOf({ response, requestMessageId }: PermissionReply): EntryKind {
  if (response === 'accept') return 'GRANTED';
  return requestMessageId === undefined ? 'REVOKED' : 'REJECTED';
}

/**
 * The line that a reply of Meta's makes. Its six scenarios: a temporary and a permanent accept of a
 * request, a permanent grant in the business's profile, a reject of a request, the automatic
 * permission after a call of the consumer's, and the automatic revocation after unanswered calls.
 * Meta: calling/user-call-permissions, "User call permission reply webhook".
 */
export function entryOfReply(
  reply: PermissionReply,
  at: Date,
  known: { readonly entries: readonly LedgerEntry[]; readonly temporaryMs: number },
): Decided {
  const { messageId, requestMessageId, wacid, isPermanent, expiresAtMs } = reply;
  const kind = kindOf(reply);
  const isTemporary = kind === 'GRANTED' && isPermanent !== true;
  const endsAtMs = expiresAtMs ?? at.getTime() + known.temporaryMs;
  return {
    kind,
    key: messageId,
    source: sourceOf(reply, known.entries),
    expiresAt: isTemporary ? new Date(endsAtMs) : null,
    detail: {
      ...(requestMessageId !== undefined && { requestMessageId }),
      ...(wacid !== undefined && { wacid }),
    },
  };
}
