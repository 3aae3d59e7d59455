import type { Transaction } from '#patchbay/database';

/** A Meta app of ours, its secrets still sealed. */
export interface MetaAppRow {
  readonly id: string;
  readonly appKey: string;
  readonly appSecretSealed: string;
  readonly verifyTokenSealed: string;
  readonly previousSecretSealed: string | null;
  readonly previousSecretUntil: Date | null;
}

/** All Meta apps; there are a few. */
export function findMetaApps(tx: Transaction): Promise<MetaAppRow[]> {
  return tx.query<MetaAppRow>(
    `select id, app_key as "appKey", app_secret_sealed as "appSecretSealed",
            verify_token_sealed as "verifyTokenSealed",
            previous_secret_sealed as "previousSecretSealed",
            previous_secret_until as "previousSecretUntil"
       from meta_app`,
  );
}
