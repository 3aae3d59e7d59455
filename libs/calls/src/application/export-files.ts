import { randomBytes } from 'node:crypto';
import { type Envelope, FileCipher, type SealedFor } from '#patchbay/kernel';

const KEY_BYTES = 32;

function sealedFor(tenantId: string, exportId: string): SealedFor {
  return { tenantId, table: 'call_export', column: 'key_sealed', rowId: exportId };
}

/** The name of a part in the object store. */
export function partKey(tenantId: string, partId: string): string {
  return `call-export/${tenantId}/${partId}`;
}

/** A new key for the parts of an export, as its row keeps it. */
export function newExportKey(envelope: Envelope, tenantId: string, exportId: string): string {
  return envelope.seal(randomBytes(KEY_BYTES), sealedFor(tenantId, exportId));
}

/** Seals and opens one part. A part is stored once under its id, so that no key is used twice. */
export function exportCipher(
  envelope: Envelope,
  part: {
    readonly tenantId: string;
    readonly wanted: { readonly id: string; readonly keySealed: string | null };
    readonly partId: string;
  },
): FileCipher {
  const { tenantId, wanted, partId } = part;
  if (wanted.keySealed === null) throw new Error('the key of an export is destroyed');
  const dataKey = envelope.open(wanted.keySealed, sealedFor(tenantId, wanted.id));
  return new FileCipher(dataKey, partKey(tenantId, partId));
}
