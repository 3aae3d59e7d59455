import type { FileLink } from '#patchbay/calls';
import { AppError, encodeId, type IdKind, tryDecodeId } from '#patchbay/kernel';

/** What follows the file's id in its address: whose it is, until when it opens, and our signature. */
export function fileQuery({ tenantId, until, signature }: FileLink): string {
  return new URLSearchParams({
    tenant: encodeId('tenant', tenantId),
    until: String(Math.floor(until.getTime() / 1000)),
    signature,
  }).toString();
}

/** The link that an address was made of. Throws NOT_FOUND for what can be none of ours. */
export function linkOf(
  kind: IdKind,
  id: string,
  query: Readonly<Record<string, unknown>>,
): FileLink {
  const fileId = tryDecodeId(kind, id);
  const tenantId = tryDecodeId('tenant', textOf(query.tenant));
  const seconds = Number(textOf(query.until));
  if (fileId === undefined || tenantId === undefined || !Number.isSafeInteger(seconds)) {
    throw new AppError('NOT_FOUND', { what: 'file' });
  }
  const until = new Date(seconds * 1000);
  return { tenantId, fileId, until, signature: textOf(query.signature) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
