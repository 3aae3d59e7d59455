import type { Envelope, SealedFor } from '#patchbay/kernel';

export interface SealedEndpointSecret {
  readonly tenantId: string;
  readonly endpointId: string;
  readonly secretSealed: string;
}

function ownerOf(tenantId: string, endpointId: string): SealedFor {
  return { tenantId, table: 'endpoint', column: 'secret_sealed', rowId: endpointId };
}

/** Seals a signing secret for its endpoint's row. */
export function sealEndpointSecret(
  envelope: Envelope,
  secret: string,
  owner: { readonly tenantId: string; readonly endpointId: string },
): string {
  return envelope.seal(secret, ownerOf(owner.tenantId, owner.endpointId));
}

/** Opens the signing secret of an endpoint. Throws when the row or the key is another. */
export function openEndpointSecret(envelope: Envelope, sealed: SealedEndpointSecret): string {
  return envelope
    .open(sealed.secretSealed, ownerOf(sealed.tenantId, sealed.endpointId))
    .toString('utf8');
}
