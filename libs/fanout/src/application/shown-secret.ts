import type { TenantTransaction } from '#patchbay/database';
import { AppError, type Clock, type Envelope, Secret, sha256Hex } from '#patchbay/kernel';
import { findEndpoint } from '../persistence/endpoint.repository.js';
import { openForEndpoint } from './endpoint-secret.js';
import { type EndpointView, viewOf } from './endpoint-view.js';

/** A secret that was just made: shown now and never again, but to a repetition of the request. */
export interface ShownSecret {
  readonly endpoint: EndpointView;
  readonly secret: Secret;
}

/** Of whose secret it is, and by `digest` of its sealed form, of which. Both survive JSON. */
export interface MadeSecret {
  readonly endpointId: string;
  readonly digest: string;
}

/** What an idempotency key may keep of a secret. */
export function madeSecret(endpointId: string, sealed: string): MadeSecret {
  return { endpointId, digest: sha256Hex(sealed) };
}

/**
 * The secret, as long as it is still the endpoint's: a repetition must not be shown a later one.
 * Throws CONFLICT when it was rotated since.
 */
export async function showSecret(
  tx: TenantTransaction,
  { envelope, clock }: { readonly envelope: Envelope; readonly clock: Clock },
  { endpointId, digest }: MadeSecret,
): Promise<ShownSecret> {
  const row = await findEndpoint(tx, endpointId);
  if (row === undefined) throw new AppError('NOT_FOUND', { what: 'endpoint' });
  if (sha256Hex(row.secretSealed) !== digest) {
    throw new AppError('CONFLICT', {
      what: 'The secret was rotated since: the one this idempotencyKey gave is over.',
    });
  }
  const { tenantId } = tx;
  const owner = { tenantId, endpointId, column: 'secret_sealed' } as const;
  return {
    endpoint: viewOf(envelope, tenantId, row, clock.now()),
    secret: new Secret(openForEndpoint(envelope, row.secretSealed, owner)),
  };
}
