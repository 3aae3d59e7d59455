import { badInput, type Envelope, type SealedFor, Secret } from '#patchbay/kernel';

/** What a sealed column of `meta_app` belongs to. The table is the platform's, not a tenant's. */
export function metaAppOwner(
  rowId: string,
  column: 'app_secret_sealed' | 'verify_token_sealed' | 'previous_secret_sealed',
): SealedFor {
  return { tenantId: 'platform', table: 'meta_app', column, rowId };
}

/** A Meta app with its secrets open. */
export interface MetaAppSecrets {
  readonly id: string;
  readonly appKey: string;
  /** Signs the app's webhooks. */
  readonly appSecret: Secret;
  /** The secret before the last rotation, valid as long as Meta may still sign with it. */
  readonly previous?: { readonly secret: Secret; readonly until: Date };
  /** Meta shows it when the webhook URL is subscribed. */
  readonly verifyToken: Secret;
}

/** Opens the secrets of a row of `meta_app`. Throws EnvelopeError when they are of another row. */
export function openMetaAppSecrets(
  envelope: Envelope,
  row: {
    readonly id: string;
    readonly appKey: string;
    readonly appSecretSealed: string;
    readonly verifyTokenSealed: string;
    readonly previousSecretSealed?: string | null;
    readonly previousSecretUntil?: Date | null;
  },
): MetaAppSecrets {
  const { id, appKey } = row;
  const open = (sealed: string, column: Parameters<typeof metaAppOwner>[1]): Secret =>
    new Secret(envelope.open(sealed, metaAppOwner(id, column)).toString('utf8'));
  return {
    id,
    appKey,
    appSecret: open(row.appSecretSealed, 'app_secret_sealed'),
    ...(row.previousSecretSealed != null &&
      row.previousSecretUntil != null && {
        previous: {
          secret: open(row.previousSecretSealed, 'previous_secret_sealed'),
          until: row.previousSecretUntil,
        },
      }),
    verifyToken: open(row.verifyTokenSealed, 'verify_token_sealed'),
  };
}

const APP_KEY = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;
const META_ID = /^[0-9]{5,25}$/;

/** Throws BAD_USER_INPUT unless the key can stand in a webhook URL. */
export function checkAppKey(appKey: string): void {
  if (!APP_KEY.test(appKey)) {
    throw badInput('appKey', 'must have 2 to 40 lower-case letters, digits and hyphens');
  }
}

/** Throws BAD_USER_INPUT unless the text looks like an id of Meta's. */
export function checkMetaId(field: string, id: string): void {
  if (!META_ID.test(id)) throw badInput(field, 'must be an id of Meta: 5 to 25 digits');
}
