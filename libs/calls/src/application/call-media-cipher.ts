import { type Envelope, FileCipher, type SealedFor } from '#patchbay/kernel';

export function mediaSealedFor(tenantId: string, mediaId: string): SealedFor {
  return { tenantId, table: 'call_media', column: 'key_sealed', rowId: mediaId };
}

/** Opens the file of a call that its row says is sealed. */
export function mediaCipher(
  envelope: Envelope,
  tenantId: string,
  media: { readonly id: string; readonly objectKey: string; readonly keySealed: string },
): FileCipher {
  const dataKey = envelope.open(media.keySealed, mediaSealedFor(tenantId, media.id));
  return new FileCipher(dataKey, media.objectKey);
}
