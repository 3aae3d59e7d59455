import type { Envelope, SealedFor } from '#patchbay/kernel';

/** The columns of an endpoint's row that are sealed. */
export type SealedColumn = 'secret_sealed' | 'previous_secret_sealed' | 'headers_sealed';

/** Which value of which row a sealed text is: it opens nowhere else. */
export interface EndpointSeal {
  readonly tenantId: string;
  readonly endpointId: string;
  readonly column: SealedColumn;
}

function ownerOf({ tenantId, endpointId, column }: EndpointSeal): SealedFor {
  return { tenantId, table: 'endpoint', column, rowId: endpointId };
}

/** Seals a secret value for its endpoint's row. */
export function sealForEndpoint(envelope: Envelope, plain: string, owner: EndpointSeal): string {
  return envelope.seal(plain, ownerOf(owner));
}

/** Opens a sealed value of an endpoint. Throws when the row, the column or the key is another. */
export function openForEndpoint(envelope: Envelope, sealed: string, owner: EndpointSeal): string {
  return envelope.open(sealed, ownerOf(owner)).toString('utf8');
}
