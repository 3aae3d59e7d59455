import type { Transaction } from '#patchbay/database';
import { type Envelope, equalsInConstantTime, type Secret } from '#patchbay/kernel';
import { metaAppOwner } from '../domain/meta-app.js';

export interface MetaAppToSave {
  readonly id: string;
  readonly appKey: string;
  readonly appId: string;
  readonly appSecret: Secret;
  readonly verifyToken: Secret;
  readonly createdAt: Date;
}

/**
 * Adds an app, or gives the one of that key its secrets anew. False when the key names another app
 * of Meta's, or the app has another key.
 */
export async function saveMetaApp(
  tx: Transaction,
  envelope: Envelope,
  app: MetaAppToSave,
): Promise<boolean> {
  const found = await tx.query<{ id: string; app_key: string; app_id: string }>(
    `select id, app_key, app_id from meta_app where app_key = $1 or app_id = $2`,
    [app.appKey, app.appId],
  );
  if (found.some((row) => row.app_key !== app.appKey || row.app_id !== app.appId)) return false;
  const id = found[0]?.id ?? app.id;
  await tx.query(
    `insert into meta_app (id, app_key, app_id, app_secret_sealed, verify_token_sealed, created_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set app_secret_sealed = excluded.app_secret_sealed,
       verify_token_sealed = excluded.verify_token_sealed`,
    [
      id,
      app.appKey,
      app.appId,
      envelope.seal(app.appSecret.reveal(), metaAppOwner(id, 'app_secret_sealed')),
      envelope.seal(app.verifyToken.reveal(), metaAppOwner(id, 'verify_token_sealed')),
      app.createdAt,
    ],
  );
  return true;
}

/**
 * Gives the app its new secret, and keeps the present one until `previousUntil`, both sealed. It
 * waits for whoever rotates the same app, and changes nothing when the secret is not new.
 */
export async function rotateAppSecret(
  tx: Transaction,
  envelope: Envelope,
  rotation: { readonly appKey: string; readonly appSecret: Secret; readonly previousUntil: Date },
): Promise<'rotated' | 'unknown_app' | 'same_secret'> {
  const { appKey, appSecret, previousUntil } = rotation;
  const rows = await tx.query<{ id: string; sealed: string }>(
    `select id, app_secret_sealed as sealed from meta_app where app_key = $1 for update`,
    [appKey],
  );
  const [row] = rows;
  if (row === undefined) return 'unknown_app';
  const { id, sealed } = row;
  const present = envelope.open(sealed, metaAppOwner(id, 'app_secret_sealed')).toString('utf8');
  if (equalsInConstantTime(present, appSecret.reveal())) return 'same_secret';
  await tx.execute(
    `update meta_app set app_secret_sealed = $2, previous_secret_sealed = $3,
            previous_secret_until = $4 where id = $1`,
    [
      id,
      envelope.seal(appSecret.reveal(), metaAppOwner(id, 'app_secret_sealed')),
      envelope.seal(present, metaAppOwner(id, 'previous_secret_sealed')),
      previousUntil,
    ],
  );
  return 'rotated';
}
